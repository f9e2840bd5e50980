import type { PutSealed } from '../../adapters/http/put-part.ts'
import { checkNotCancelled } from '../../adapters/http/retry.ts'
import type { PayloadKey } from '../../crypto/payload-key.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { sealChunks, sealPart, takePieces } from '../../crypto/seal-part.ts'
import type { Bytes } from '../../format/bytes.ts'
import type { PartNumber } from '../../format/geometry.ts'
import type { SealedFiles } from '../../ports/sealed-file.ts'
import { type HeldPart, holdChunks, holdFile } from './held-part.ts'
import { type PartContent, readContent } from './part-content.ts'

/**
 * One part to be sealed. It can be posted to a worker: the key cannot be read out, and the plaintext is not read
 * before.
 */
export interface SealJob {
  readonly key: PayloadKey
  readonly number: PartNumber
  readonly final: boolean
  /** Bytes of the plaintext. */
  readonly length: number
  readonly content: PartContent
}

/** Seals a part here or in a worker. Errors: `file-unreadable`, `cancelled`. */
export type SealPlaintext = (job: SealJob, signal: AbortSignal) => Promise<HeldPart>

/**
 * Seals parts in this thread and stores them from it: by way of a file where one can be opened, else from memory. The
 * whole part is read at once: piece by piece takes twice as long (DESIGN 10). Sealed chunks in memory are not joined:
 * they are on their way to storage sooner by a copy of all of them.
 */
export function createSealPlaintext(random: RandomSource, put: PutSealed, files?: SealedFiles): SealPlaintext {
  /** `null` where there is no file for it, or no room in one. */
  async function sealToFile(job: SealJob, plaintext: Bytes): Promise<HeldPart | null> {
    const file = (await files?.open(job.length)) ?? null
    if (files === undefined || file === null) return null
    try {
      const take = takePieces(job.key, (piece, offset) => file.write(piece, offset))
      const salt = await sealChunks(job.key, job, plaintext, random, take)
      const whole = await file.finish()
      files.letGo(plaintext)
      return holdFile(salt, file, whole, put, () => files.giveUp())
    } catch {
      await file.remove()
      files.giveUp()
      return null
    }
  }

  return async (job, signal) => {
    const plaintext = await readContent(job.content, job.length)
    checkNotCancelled(signal)
    let held = await sealToFile(job, plaintext)
    if (held === null) {
      const { salt, chunks } = await sealPart(job.key, job, plaintext, random)
      held = holdChunks(salt, chunks, put)
    }
    if (signal.aborted) await held.release()
    checkNotCancelled(signal)
    return held
  }
}
