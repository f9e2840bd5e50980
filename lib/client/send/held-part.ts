import type { PutPart, PutSealed } from '../../adapters/http/put-part.ts'
import type { Bytes } from '../../format/bytes.ts'
import { isDropError } from '../../format/drop-error.ts'
import type { SealedFile } from '../../ports/sealed-file.ts'
import type { UploadGrant } from '../../wire/drops.ts'

/**
 * What became of a PUT: `lost` where the sealed bytes are gone with what held them, and the part has to be sealed
 * afresh.
 */
export type PutResult = 'stored' | 'lost'

/** A part that was sealed once and is kept, where it was sealed, until it is stored. */
export interface HeldPart {
  /** 16 bytes, for the manifest. */
  readonly salt: Bytes
  /** Whether its sealed bytes lie in a file, and need no memory. */
  readonly inFile: boolean
  /** The same bytes at each call. Errors: as `PutPart`. */
  readonly put: (grant: UploadGrant, signal: AbortSignal) => Promise<PutResult>
  /** Lets the bytes go; resolves once they are gone, where that takes a while. */
  readonly release: () => Promise<void> | void
}

/** Whether what lies in a file is still there: people may clear what a site keeps. */
async function isThere(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}

/** What lies in a file, which goes when it is released. `lost` hears where it went before. */
export function holdFile(salt: Bytes, file: SealedFile, whole: File, put: PutSealed, lost: () => void): HeldPart {
  return {
    salt,
    inFile: true,
    put: async (grant, stop) => {
      try {
        await put(grant, whole, stop)
        return 'stored'
      } catch (error) {
        const isNetwork = isDropError(error) && error.code === 'network'
        if (!isNetwork || (await isThere(whole))) throw error
        lost()
        return 'lost'
      }
    },
    release: () => file.remove(),
  }
}

/** What is in memory, as chunks; `letGo` hears, once it is released, whether storage has it. */
export function holdChunks(
  salt: Bytes,
  chunks: readonly Bytes[],
  put: PutPart,
  letGo: (isStored: boolean) => void = () => {},
): HeldPart {
  let isStored = false
  return {
    salt,
    inFile: false,
    put: async (grant, stop) => {
      await put(grant, chunks, stop)
      isStored = true
      return 'stored'
    },
    release: () => letGo(isStored),
  }
}
