import { type EntryPlace, type PayloadCut, paddingOf } from '../../crypto/split-payload.ts'
import type { Geometry } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import { runsOf, type SelectionPlan } from './selection.ts'

/** How far a plan was taken before: so many of its files whole, and so many bytes of the next one. */
export interface PlanProgress {
  readonly files: number
  readonly bytes: number
}

/**
 * What is left of a plan; of a whole drop, the padding is in it, so that however often it is taken up again its end is
 * verified. Errors: a plain `Error` for progress beyond the plan.
 */
export function restOfPlan(
  manifest: Manifest,
  geometry: Geometry,
  plan: SelectionPlan,
  { files, bytes }: PlanProgress,
): PayloadCut {
  const [next, ...others] = plan.places.slice(files)
  if (files > plan.places.length || bytes > (next?.size ?? 0)) throw new Error('more was taken than there is')
  const places: EntryPlace[] = next === undefined ? [] : [cutFrom(next, bytes), ...others]
  if (plan.selection === 'all') places.push(paddingOf(manifest))
  return { places, runs: runsOf(geometry, places) }
}

function cutFrom({ index, offset, size }: EntryPlace, bytes: number): EntryPlace {
  return { index, offset: offset + bytes, size: size - bytes }
}
