import { type Bytes, totalBytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { Manifest } from '../format/manifest.ts'
import type { OpenedChunks } from './open-payload.ts'

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
  readonly bytes: OpenedChunks
}

/** The first `length` bytes, or fewer where there are fewer, and what follows them. */
function cutPieces(pieces: readonly Bytes[], length: number): { first: readonly Bytes[]; rest: readonly Bytes[] } {
  const first: Bytes[] = []
  const rest: Bytes[] = []
  let left = length
  for (const piece of pieces) {
    const [inside, after] = [piece.subarray(0, left), piece.subarray(left)]
    left -= inside.length
    if (inside.length > 0) first.push(inside)
    if (after.length > 0) rest.push(after)
  }
  return { first, rest }
}

/** Errors: `payload-tampered` for padding that is not zero. */
export function checkPadding(pieces: readonly Bytes[]): void {
  if (pieces.some((piece) => piece.some((byte) => byte !== 0)))
    throw new DropError('payload-tampered', { subject: 'padding' })
}

/**
 * Cuts an opened payload into its entries. After the last one the rest is checked to be padding: all zeros, and exactly
 * as long as the manifest says; only then does the generator return. Errors: `payload-truncated`, `payload-too-long`,
 * `payload-tampered` for padding that is not zero, and those of `chunks`.
 */
export async function* splitPayload(
  manifest: Manifest,
  chunks: OpenedChunks,
): AsyncGenerator<OpenedEntry, void, undefined> {
  let rest: readonly Bytes[] = []
  let unread = 0
  async function* next(length: number): OpenedChunks {
    unread = length
    while (unread > 0) {
      if (rest.length === 0) {
        const next = await chunks.next()
        if (next.done === true) throw new DropError('payload-truncated')
        rest = next.value
      }
      const cut = cutPieces(rest, unread)
      rest = cut.rest
      unread -= totalBytes(cut.first)
      yield cut.first
    }
  }
  try {
    for (const entry of entriesOf(manifest)) {
      unread = entry.size
      yield { ...entry, bytes: next(entry.size) }
      if (unread > 0) throw new Error('an entry was left before its end')
    }
    for await (const padding of next(manifest.paddedLength - manifest.length)) checkPadding(padding)
    if (rest.length > 0 || (await chunks.next()).done !== true) throw new DropError('payload-too-long')
  } finally {
    await chunks.return()
  }
}
