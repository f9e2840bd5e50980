import type { OpenedChunks } from '../../crypto/open-payload.ts'
import { type OpenedEntry, paddingOf, splitPayload } from '../../crypto/split-payload.ts'
import type { Geometry } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import type { SelectionPlan } from './selection.ts'

/**
 * Cuts the chunks of a plan's parts into its files; of all files, the padding is checked as well. Errors: those of
 * `splitPayload`.
 */
export function splitSelection(
  manifest: Manifest,
  geometry: Geometry,
  { selection, places, runs }: SelectionPlan,
  chunks: OpenedChunks,
): AsyncGenerator<OpenedEntry, void, undefined> {
  const padded = selection === 'all' ? [...places, paddingOf(manifest)] : places
  return splitPayload(geometry, { places: padded, runs }, chunks)
}
