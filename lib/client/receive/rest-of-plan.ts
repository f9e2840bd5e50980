import type { OpenedChunks } from '../../crypto/open-payload.ts'
import { checkPadding } from '../../crypto/split-payload.ts'
import type { Bytes } from '../../format/bytes.ts'
import type { Geometry } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import { type FilePlace, runsOf, type SelectionPlan } from './selection.ts'
import { splitSome } from './split-selection.ts'

/** How far a plan was taken before: so many of its files whole, and so many bytes of the next one. */
export interface PlanProgress {
  readonly files: number
  readonly bytes: number
}

/** What of a plan is still to be taken. */
export type RestOfPlan = Pick<SelectionPlan, 'places' | 'runs'>

/** Where a file begins or goes on. */
export interface RestEntry {
  /** In the manifest's files. */
  readonly index: number
  readonly bytes: AsyncIterable<readonly Bytes[]>
}

/** The place of what pads a payload, behind its last file: no file has it. */
const PADDING = -1

/**
 * What is left of a plan; of a whole drop, the padding is in it, so that however often it is taken up again its end is
 * verified. Errors: a plain `Error` for progress beyond the plan.
 */
export function restOfPlan(
  manifest: Manifest,
  geometry: Geometry,
  plan: SelectionPlan,
  { files, bytes }: PlanProgress,
): RestOfPlan {
  const [next, ...others] = plan.places.slice(files)
  if (files > plan.places.length || bytes > (next?.size ?? 0)) throw new Error('more was taken than there is')
  const places: FilePlace[] = next === undefined ? [] : [cutFrom(next, bytes), ...others]
  if (plan.selection === 'all') {
    const padding = manifest.paddedLength - manifest.length
    places.push({ index: PADDING, offset: manifest.length, size: padding })
  }
  return { places, runs: runsOf(geometry, places) }
}

function cutFrom({ index, offset, size }: FilePlace, bytes: number): FilePlace {
  return { index, offset: offset + bytes, size: size - bytes }
}

/**
 * The files of what is left, in order, from the opened chunks of its parts; each one's bytes must be read to their end.
 * Ends normally only once every chunk came and none more, and the padding was zero. Errors: `payload-truncated`,
 * `payload-too-long`, `payload-tampered` (`padding`), those of `chunks`.
 */
export async function* splitRest(
  geometry: Geometry,
  rest: RestOfPlan,
  chunks: OpenedChunks,
): AsyncGenerator<RestEntry, void, undefined> {
  for await (const { index, bytes } of splitSome(geometry, rest, chunks)) {
    if (index !== PADDING) yield { index, bytes }
    else for await (const padding of bytes) checkPadding(padding)
  }
}
