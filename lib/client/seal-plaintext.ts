import { checkNotCancelled } from '../adapters/http/retry.ts'
import type { PayloadKey } from '../crypto/payload-key.ts'
import type { RandomSource } from '../crypto/random-source.ts'
import { sealPart } from '../crypto/seal-part.ts'
import type { Bytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { PartNumber } from '../format/geometry.ts'
import type { PlannedPart } from './plan-parts.ts'

/** One part to be sealed. It can be posted to a worker: the key cannot be read out, and the plaintext is not read before. */
export interface SealJob {
  readonly key: PayloadKey
  readonly number: PartNumber
  readonly final: boolean
  /** The part's whole plaintext. */
  readonly plaintext: Blob
  /** Bytes the plaintext must have. */
  readonly length: number
}

/** A part as it goes to storage. A Blob, as browsers keep it outside of the page's own memory and send it without a copy. */
export interface SealedBlob {
  /** 16 bytes, for the manifest. */
  readonly salt: Bytes
  readonly sealed: Blob
}

/** Seals a part here or in a worker. Errors: `file-unreadable`, `cancelled`. */
export type SealPlaintext = (job: SealJob, signal: AbortSignal) => Promise<SealedBlob>

/** The bytes of a planned part, not yet read. */
export function plaintextOf(part: PlannedPart<{ readonly file: Blob }>): Blob {
  const pieces = part.segments.map((segment) =>
    segment.kind === 'zeros' ? new Uint8Array(segment.length) : segment.file.file.slice(segment.start, segment.end),
  )
  const [only] = pieces
  return pieces.length === 1 && only instanceof Blob ? only : new Blob(pieces)
}

async function readWhole({ plaintext, length, number }: SealJob): Promise<Bytes> {
  let bytes: Bytes
  try {
    bytes = new Uint8Array(await plaintext.arrayBuffer())
  } catch (cause) {
    throw new DropError('file-unreadable', { subject: `part ${number}`, cause })
  }
  // Not every browser refuses to read a file that became shorter.
  if (bytes.length !== length) throw new DropError('file-unreadable', { subject: `part ${number}` })
  return bytes
}

/** Seals a part in this thread. The whole part is read at once: piece by piece takes twice as long (DESIGN 10). */
export function createSealPlaintext(random: RandomSource): SealPlaintext {
  return async (job, signal) => {
    const plaintext = await readWhole(job)
    checkNotCancelled(signal)
    const { salt, chunks } = await sealPart(job.key, job, plaintext, random)
    checkNotCancelled(signal)
    return { salt, sealed: new Blob([...chunks]) }
  }
}
