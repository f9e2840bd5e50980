import type { Bytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { Manifest } from '../format/manifest.ts'

/** One entry's place in the payload: files in manifest order, or the single body of a note or redirect. */
export interface Entry {
  /** Index in `manifest.files`; 0 for a note or redirect. */
  readonly index: number
  readonly size: number
}

/** The payload's entries in order. */
export function entriesOf(manifest: Manifest): readonly Entry[] {
  if (manifest.kind !== 'files') return [{ index: 0, size: manifest.length }]
  return manifest.files.map(({ size }, index) => ({ index, size }))
}

/** One entry with its bytes. The bytes must be read to their end before the next entry is asked for. */
export interface OpenedEntry extends Entry {
  readonly bytes: AsyncGenerator<Bytes, void, undefined>
}

/**
 * Cuts an opened payload into its entries. After the last one the rest is checked to be padding: all zeros, and exactly
 * as long as the manifest says; only then does the generator return. Errors: `payload-truncated`, `payload-too-long`,
 * `payload-tampered` for padding that is not zero, and those of `chunks`.
 */
export async function* splitPayload(
  manifest: Manifest,
  chunks: AsyncIterable<Bytes>,
): AsyncGenerator<OpenedEntry, void, undefined> {
  const source = chunks[Symbol.asyncIterator]()
  let rest: Bytes = new Uint8Array(0)
  let unread = 0
  async function* next(length: number): AsyncGenerator<Bytes, void, undefined> {
    unread = length
    while (unread > 0) {
      if (rest.length === 0) {
        const next = await source.next()
        if (next.done === true) throw new DropError('payload-truncated')
        rest = next.value
      }
      const piece = rest.subarray(0, unread)
      rest = rest.subarray(piece.length)
      unread -= piece.length
      if (piece.length > 0) yield piece
    }
  }
  try {
    for (const entry of entriesOf(manifest)) {
      unread = entry.size
      yield { ...entry, bytes: next(entry.size) }
      if (unread > 0) throw new Error('an entry was left before its end')
    }
    for await (const padding of next(manifest.paddedLength - manifest.length)) {
      if (padding.some((byte) => byte !== 0)) throw new DropError('payload-tampered', { subject: 'padding' })
    }
    if (rest.length > 0 || (await source.next()).done !== true) throw new DropError('payload-too-long')
  } finally {
    await source.return?.()
  }
}
