import type { PayloadKey } from '../../crypto/payload-key.ts'
import type { Bytes } from '../../format/bytes.ts'
import type { HeldPart } from './held-part.ts'
import { contentOf, readContent } from './part-content.ts'
import type { PickedSource } from './picked-files.ts'
import type { PlannedPart } from './plan-parts.ts'
import type { SealPlaintext } from './seal-plaintext.ts'

/** Reads what was picked, and seals it: by Blobs in a browser, from files and standard input on the command line. */
export interface PartSealing {
  /** Begins what the first part will need, and waits for nothing. */
  readonly prepare: () => void
  /**
   * Reads a whole part and seals it, under a salt of its own. Errors: `file-unreadable`, `file-changed`, `cancelled`.
   */
  readonly seal: (key: PayloadKey, part: PlannedPart<PickedSource>, signal: AbortSignal) => Promise<HeldPart>
  /**
   * The first `length` bytes of a part's plaintext, as the files hold them now. Errors: `file-unreadable`,
   * `file-changed`.
   */
  readonly readStart: (part: PlannedPart<PickedSource>, length: number) => Promise<Bytes>
}

/** Picked Blobs, read and sealed by `seal`, which may do it in a worker that `prepare` starts. */
export function blobSealing({ seal, prepare }: Pick<PartSealing, 'prepare'> & { seal: SealPlaintext }): PartSealing {
  return {
    prepare,
    seal: async (key, part, signal) => {
      const { number, final, length } = part
      return seal({ key, number, final, length, content: await contentOf(part) }, signal)
    },
    readStart: async (part, length) => {
      const content = await contentOf(part)
      return readContent({ blob: content.blob.slice(0, length), length: Math.min(content.length, length) }, length)
    },
  }
}
