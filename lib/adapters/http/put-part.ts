import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { isFull } from '../../ports/full-storage.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import { readError } from '../../wire/read-error.ts'
import { checkNotCancelled } from './retry.ts'

/**
 * Stores one sealed part, chunk after chunk, by its grant; resolves once storage acknowledged all of it. Errors: see
 * `createPutPart`.
 */
export type PutPart = (grant: UploadGrant, chunks: readonly Bytes[], signal: AbortSignal) => Promise<void>

/** A sealed part: its chunks, or a file that holds them all. */
type SealedPart = readonly Bytes[] | File

/** As `PutPart`, of chunks or of a file. */
export type PutSealed = (grant: UploadGrant, sealed: SealedPart, signal: AbortSignal) => Promise<void>

/** A PUT is given up when it took longer than a line of this many bytes a second would, and a minute. */
const SLOWEST_LINE = 16 * 1024
const PATIENCE_MS = 60_000

/**
 * What a refusal means: ours where the body says so, else by status. What storage knows no more is for the API to say,
 * at the next grant.
 */
export function refusalOf(status: number, text: string): DropError {
  const told = readError(text)
  if (told !== null) return told
  // Ceph answers 403 where a quota is used up, as for a signature that is over.
  if (isFull(/<Code>(\w+)<\/Code>/.exec(text)?.[1], status)) return new DropError('storage-full')
  if (status === 401 || status === 403) return new DropError('grant-ended')
  return new DropError('unavailable', { subject: `storage ${status}` })
}

/** Aborted when sending took too long. */
export function putPatience(sealed: SealedPart): AbortSignal {
  const length = 'size' in sealed ? sealed.size : sealed.reduce((sum, chunk) => sum + chunk.length, 0)
  return AbortSignal.timeout(PATIENCE_MS + Math.ceil((length / SLOWEST_LINE) * 1000))
}

/** The body of the first attempt ... */
const blobOf = (sealed: SealedPart) => ('size' in sealed ? sealed : new Blob([...sealed]))
/** ... and of those after one that failed. */
const bytesOf = (sealed: SealedPart) =>
  'size' in sealed ? sealed.arrayBuffer() : Promise.resolve(concatBytes(...sealed))

/**
 * [Note: Blob first, bytes next] A Blob goes to the network without passing through the page again: in Chromium that
 * needs a tenth less of the processor than bytes do, and under whatever listens to the network there (developer tools,
 * a test's driver), which is handed every byte, a tenth of the time. But browsers bound the memory of all Blobs
 * together and, where none is left, make broken ones without a word (Chromium: ERR_BLOB_OUT_OF_MEMORY at the first
 * read). So each attempt makes its own, the bytes themselves stay, and what failed as a Blob goes as bytes the next
 * time.
 *
 * A part that lies in a file is one already, and its bytes are read from there.
 *
 * Parts over `fetch`; `base` is the instance's address. Errors: `network` where no answer came, `grant-ended`,
 * `storage-full`, `unavailable`, what the instance answers, `cancelled`.
 */
export function createPutPart(fetchLike: typeof fetch, base: string): PutSealed {
  const failedAsBlob = new WeakSet<SealedPart>()
  return async (grant, sealed, signal) => {
    checkNotCancelled(signal)
    try {
      const response = await fetchLike(new URL(grant.url, base), {
        method: 'PUT',
        headers: grant.headers,
        body: failedAsBlob.has(sealed) ? await bytesOf(sealed) : blobOf(sealed),
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any([signal, putPatience(sealed)]),
      })
      if (!response.ok) throw refusalOf(response.status, await response.text())
      await response.arrayBuffer()
    } catch (error) {
      checkNotCancelled(signal)
      if (isDropError(error)) throw error
      failedAsBlob.add(sealed)
      throw new DropError('network', { cause: error })
    }
  }
}
