import { checkNotCancelled } from '../adapters/http/retry.ts'
import type { PayloadKey } from '../crypto/payload-key.ts'
import type { RandomSource } from '../crypto/random-source.ts'
import { sealPart } from '../crypto/seal-part.ts'
import { type Bytes, concatBytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { PartNumber } from '../format/geometry.ts'
import type { PlannedPart } from './plan-parts.ts'

/** One part to be sealed. It can be posted to a worker: the key cannot be read out, and the plaintext is not read before. */
export interface SealJob {
  readonly key: PayloadKey
  readonly number: PartNumber
  readonly final: boolean
  /** Bytes of the plaintext. */
  readonly length: number
  readonly content: PartContent
}

/** The bytes of files in a part, not yet read; zeros follow them. */
export interface PartContent {
  readonly blob: Blob
  /** Bytes the files must have. */
  readonly length: number
}

/** A part as it goes to storage, in one piece: the page keeps it until storage has it. */
export interface SealedBytes {
  /** 16 bytes, for the manifest. */
  readonly salt: Bytes
  readonly sealed: Bytes
}

/** Seals a part here or in a worker. Errors: `file-unreadable`, `cancelled`. */
export type SealPlaintext = (job: SealJob, signal: AbortSignal) => Promise<SealedBytes>

/** What files hold of a planned part. */
export function contentOf(part: PlannedPart<{ readonly file: Blob }>): PartContent {
  const slices = part.segments.flatMap((segment) =>
    segment.kind === 'file' ? [segment.file.file.slice(segment.start, segment.end)] : [],
  )
  const [only] = slices
  return { blob: slices.length === 1 && only ? only : new Blob(slices), length: part.fileBytes }
}

/** Reads content and appends zeros up to `length` bytes. Errors: `file-unreadable`. */
export async function readContent({ blob, length: expected }: PartContent, length: number): Promise<Bytes> {
  let bytes: Bytes
  try {
    bytes = new Uint8Array(await blob.arrayBuffer())
  } catch (cause) {
    throw new DropError('file-unreadable', { cause })
  }
  // Not every browser refuses to read a file that became shorter.
  if (bytes.length !== expected) throw new DropError('file-unreadable')
  if (expected === length) return bytes
  const padded = new Uint8Array(length)
  padded.set(bytes)
  return padded
}

/** Seals a part in this thread. The whole part is read at once: piece by piece takes twice as long (DESIGN 10). */
export function createSealPlaintext(random: RandomSource): SealPlaintext {
  return async (job, signal) => {
    const plaintext = await readContent(job.content, job.length)
    checkNotCancelled(signal)
    const { salt, chunks } = await sealPart(job.key, job, plaintext, random)
    checkNotCancelled(signal)
    return { salt, sealed: concatBytes(...chunks) }
  }
}
