import type { PartRun } from '../../crypto/open-payload.ts'
import { type OpenedEntry, splitPayload } from '../../crypto/split-payload.ts'
import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { Geometry } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import type { FilePlace, SelectionPlan } from './selection.ts'

type ChunkStream = AsyncIterable<Bytes>

/** A run of plaintext at its place in the payload. */
interface Piece {
  readonly offset: number
  readonly bytes: Bytes
}

/** Tells each chunk's place: runs are of whole parts, one after another. */
async function* placeChunks(
  { partBytes, length }: Geometry,
  runs: readonly PartRun[],
  chunks: ChunkStream,
): AsyncGenerator<Piece, void, undefined> {
  const source = chunks[Symbol.asyncIterator]()
  try {
    for (const { firstPart, lastPart } of runs) {
      const end = Math.min(lastPart * partBytes, length)
      for (let offset = (firstPart - 1) * partBytes; offset < end; ) {
        const next = await source.next()
        if (next.done === true) throw new DropError('payload-truncated')
        const place = { offset, bytes: next.value }
        // Who is handed the chunk may give its buffer away.
        offset += next.value.length
        yield place
      }
    }
    if ((await source.next()).done !== true) throw new DropError('payload-too-long')
  } finally {
    await source.return?.()
  }
}

/** The bytes of some files, in order, from the chunks of the parts that hold them; what lies between is left out. */
export async function* splitSome(
  geometry: Geometry,
  { places, runs }: Pick<SelectionPlan, 'places' | 'runs'>,
  chunks: ChunkStream,
): AsyncGenerator<OpenedEntry, void, undefined> {
  const pieces = placeChunks(geometry, runs, chunks)
  let piece: Piece = { offset: 0, bytes: new Uint8Array(0) }
  async function* read({ offset, size }: FilePlace): AsyncGenerator<Bytes, void, undefined> {
    for (let at = offset; at < offset + size; ) {
      while (piece.offset + piece.bytes.length <= at) {
        const next = await pieces.next()
        if (next.done === true) throw new DropError('payload-truncated')
        piece = next.value
      }
      const bytes = piece.bytes.subarray(at - piece.offset, offset + size - piece.offset)
      at += bytes.length
      yield bytes
    }
  }
  try {
    for (const place of places) yield { index: place.index, size: place.size, bytes: read(place) }
    // What follows in the last part was fetched as well: only at its end nothing more may come.
    while ((await pieces.next()).done !== true);
  } finally {
    await pieces.return()
  }
}

/**
 * Cuts the chunks of a plan's parts into its files. Ends normally only once every chunk came and none more; of all
 * files, the padding was checked as well.
 * Errors: those of `splitPayload`.
 */
export function splitSelection(
  manifest: Manifest,
  geometry: Geometry,
  plan: SelectionPlan,
  chunks: ChunkStream,
): AsyncGenerator<OpenedEntry, void, undefined> {
  return plan.selection === 'all' ? splitPayload(manifest, chunks) : splitSome(geometry, plan, chunks)
}
