import type { OpenedChunks, PartRun } from '../../crypto/open-payload.ts'
import { type OpenedEntry, splitPayload } from '../../crypto/split-payload.ts'
import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { Geometry } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import type { FilePlace, SelectionPlan } from './selection.ts'

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
  try {
    for (const { firstPart, lastPart } of runs) {
      const end = Math.min(lastPart * partBytes, length)
      for (let offset = (firstPart - 1) * partBytes; offset < end; ) {
        const next = await chunks.next()
        if (next.done === true) throw new DropError('payload-truncated')
        yield next.value.map((bytes) => {
          const from = offset
          offset += bytes.length
          return { bytes, from, to: offset }
        })
      }
    }
    if ((await chunks.next()).done !== true) throw new DropError('payload-too-long')
  } finally {
    await chunks.return()
  }
}

/** The bytes of some files, in order, from the chunks of the parts that hold them; what lies between is left out. */
export async function* splitSome(
  geometry: Geometry,
  { places, runs }: Pick<SelectionPlan, 'places' | 'runs'>,
  chunks: OpenedChunks,
): AsyncGenerator<OpenedEntry, void, undefined> {
  const pieces = placeChunks(geometry, runs, chunks)
  /** Those that came together last. */
  let last: readonly Piece[] = []
  async function* read({ offset, size }: FilePlace): AsyncGenerator<readonly Bytes[], void, undefined> {
    const end = offset + size
    for (let at = offset; at < end; ) {
      while ((last.at(-1)?.to ?? 0) <= at) {
        const next = await pieces.next()
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
  chunks: OpenedChunks,
): AsyncGenerator<OpenedEntry, void, undefined> {
  return plan.selection === 'all' ? splitPayload(manifest, chunks) : splitSome(geometry, plan, chunks)
}
