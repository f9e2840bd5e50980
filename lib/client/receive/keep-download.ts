import type { Geometry } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import type { KeptDownloads } from '../../ports/kept-downloads.ts'
import type { LeaseStore } from '../../ports/lease-store.ts'
import type { HeldDownload } from './held-download.ts'
import type { OpenedLink } from './open-link.ts'
import type { HeldLease, SaveWay, Selection } from './receive-state.ts'
import { isSameSelection, planSelection, type SelectionPlan, sealedBytesOf } from './selection.ts'

/** Downloads from this many stored bytes on are kept on the device while they run: less is had again in a moment. */
export const KEEP_FROM = 64 * 2 ** 20
/** How long what a lapsed lease has left stays on the device for another one, in ms: a machine that slept goes on the next morning. */
const LEFT_MS = 24 * 3_600_000

export interface KeepDeps {
  readonly keeping: KeptDownloads
  /** Stored bytes from which on a download is kept. */
  readonly keepFrom: number
  /** How files are saved here. Never fails. */
  readonly findWay: () => Promise<SaveWay>
}

/** Whether the parts of a plan are worth keeping, and there is room for them. What is gathered on the disk needs the room itself, and what is gathered in memory is to come in one go. */
export async function isKept(
  { keeping, keepFrom, findWay }: KeepDeps,
  geometry: Geometry,
  plan: SelectionPlan,
): Promise<boolean> {
  const bytes = sealedBytesOf(geometry, plan)
  return bytes >= keepFrom && (await findWay()) === 'stream' && (await keeping.hasRoom(bytes))
}

/** Under which name a plan's parts are kept, the link's, and `null` for not at all. What is kept of another selection makes room. */
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

/** Removes what is kept for links of which no lease runs, nor has lapsed a short while ago. */
export async function removeLeftovers(keeping: KeptDownloads, leases: LeaseStore, now: number): Promise<void> {
  const names = await keeping.names()
  if (names.length === 0) return
  const needed = new Set<string>((await leases.running(now - LEFT_MS)).map(({ locator }) => locator))
  for (const name of names) if (!needed.has(name)) await keeping.remove(name)
}
