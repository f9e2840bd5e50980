import type { Geometry } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import type { KeptDownloads } from '../../ports/kept-downloads.ts'
import type { HeldDownload } from './held-download.ts'
import type { OpenedLink } from './open-link.ts'
import type { HeldLease, Selection } from './receive-state.ts'
import { isSameSelection, planSelection, type SelectionPlan, sealedBytesOf } from './selection.ts'
import { isKept, type KeepDeps } from './worth-keeping.ts'

/**
 * Under which name a plan's parts are kept, the link's, and `null` for not at all. What is kept of another selection
 * makes room.
 */
export async function keepAs(
  deps: KeepDeps,
  held: HeldDownload,
  geometry: Geometry,
  plan: SelectionPlan,
): Promise<string | null> {
  const { lease } = held
  if (lease === null) return null
  if (lease.unfinished !== null && isSameSelection(lease.unfinished, plan.selection)) return lease.locator
  if (lease.unfinished !== null) await deps.keeping.remove(lease.locator)
  const worthIt = await isKept(deps, geometry, plan)
  held.begin(worthIt ? plan.selection : null)
  return worthIt ? lease.locator : null
}

/** Whether a selection that the device remembers can be one of this drop: it may remember anything. */
function isPart(manifest: Manifest, selection: Selection): boolean {
  if (manifest.kind !== 'files') return false
  const { length } = manifest.files
  if (selection === 'all') return true
  return selection.length > 0 && selection.every((index, at) => index < length && index > (selection[at - 1] ?? -1))
}

/** What of a held download, or of one that has lapsed, is on this device. */
export async function findUnfinished(
  keeping: KeptDownloads,
  held: HeldDownload,
  { locator, manifest, geometry }: OpenedLink,
): Promise<HeldLease['unfinished']> {
  const selection = held.unfinished
  if (selection === null || !isPart(manifest, selection)) return null
  const plan = planSelection(manifest, geometry, selection)
  const kept = await keeping.lengthOf(locator)
  if (kept === 0) return null
  const doneBytes = Math.floor(Math.min(1, kept / sealedBytesOf(geometry, plan)) * plan.bytes)
  return { selection, progress: { doneBytes, totalBytes: plan.bytes, bytesPerSecond: null, secondsLeft: null } }
}
