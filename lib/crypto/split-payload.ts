import type { Bytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { Geometry } from '../format/geometry.ts'
import type { Manifest } from '../format/manifest.ts'
import type { OpenedChunks, PartRun } from './open-payload.ts'

/** An entry's place in the payload, in bytes of plaintext: a file, or the single body of a note or redirect. */
export interface EntryPlace {
  /** In the manifest's files; 0 for a note or redirect. */
  readonly index: number
  readonly offset: number
  readonly size: number
}

/** One entry with its bytes. They must be read to their end before the next entry is asked for. */
export interface OpenedEntry {
  readonly index: number
  readonly size: number
  readonly bytes: OpenedChunks
}

/** What is cut out of a payload: places in order, and the parts that hold them. */
export interface PayloadCut {
  readonly places: readonly EntryPlace[]
  /** They neither touch nor overlap. */
  readonly runs: readonly PartRun[]
}

const PADDING = -1

/** The place of what pads a payload, behind its last entry. No entry is made of it: it is checked. */
export function paddingOf({ length, paddedLength }: Manifest): EntryPlace {
  return { index: PADDING, offset: length, size: paddedLength - length }
}

function checkPadding(pieces: readonly Bytes[]): void {
  if (pieces.some((piece) => piece.some((byte) => byte !== 0)))
    throw new DropError('payload-tampered', { subject: 'padding' })
}

/** A run of plaintext at its place in the payload. Who is handed its bytes may give their buffer away. */
interface Piece {
  readonly bytes: Bytes
  readonly from: number
  readonly to: number
}

/** Tells each chunk's place: runs are of whole parts, one after another, and chunks that come together are of one run. */
async function* placeChunks(
  { partBytes, length }: Geometry,
  runs: readonly PartRun[],
  chunks: OpenedChunks,
): AsyncGenerator<readonly Piece[], void, undefined> {
  for (const { firstPart, lastPart } of runs) {
    const end = Math.min(lastPart * partBytes, length)
    for (let offset = (firstPart - 1) * partBytes; offset < end; ) {
      const next = await chunks.next()
      if (next.done === true) throw new DropError('payload-truncated')
      const pieces = next.value.map((bytes) => {
        const from = offset
        offset += bytes.length
        return { bytes, from, to: offset }
      })
      if (offset > end) throw new DropError('payload-too-long')
      yield pieces
    }
  }
  if ((await chunks.next()).done !== true) throw new DropError('payload-too-long')
}

/**
 * Cuts the opened chunks of some parts into entries, in order; what lies between them is left out. Padding among the
 * places is checked to be zeros. Ends normally only once every chunk of the parts came, and none more. Errors:
 * `payload-truncated`, `payload-too-long`, `payload-tampered` (`padding`), those of `chunks`.
 */
export async function* splitPayload(
  geometry: Geometry,
  { places, runs }: PayloadCut,
  chunks: OpenedChunks,
): AsyncGenerator<OpenedEntry, void, undefined> {
  const placed = placeChunks(geometry, runs, chunks)
  /** Those that came together last. */
  let last: readonly Piece[] = []
  let at = 0
  async function* readTo(end: number): OpenedChunks {
    while (at < end) {
      while ((last.at(-1)?.to ?? 0) <= at) {
        const next = await placed.next()
        if (next.done === true) throw new DropError('payload-truncated')
        last = next.value
      }
      const inside = last.filter(({ from, to }) => to > at && from < end)
      const begin = at
      at = inside.at(-1)?.to ?? end
      yield inside.map(({ bytes, from }) => bytes.subarray(Math.max(0, begin - from), end - from))
    }
  }
  try {
    for (const { index, offset, size } of places) {
      at = offset
      const bytes = readTo(offset + size)
      if (index === PADDING) for await (const pieces of bytes) checkPadding(pieces)
      else yield { index, size, bytes }
      if (at < offset + size) throw new Error('an entry was left before its end')
    }
    // What follows in the last part was fetched as well: only at its end nothing more may come.
    while ((await placed.next()).done !== true);
  } finally {
    await chunks.return()
  }
}
