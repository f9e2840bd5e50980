import type { Geometry } from '../format/geometry.ts'
import type { KeptDownloads } from '../ports/kept-downloads.ts'
import type { LeaseStore } from '../ports/lease-store.ts'
import type { HeldDownload } from './held-download.ts'
import type { OpenedLink } from './open-link.ts'
import type { HeldLease } from './receive-state.ts'
import { isSameSelection, planSelection, type SelectionPlan, sealedBytesOf } from './selection.ts'

/** Downloads from this many stored bytes on are kept on the device while they run: less is had again in a moment. */
export const KEEP_FROM = 64 * 2 ** 20

export interface KeepDeps {
  readonly keeping: KeptDownloads
  /** Stored bytes from which on a download is kept. */
  readonly keepFrom: number
}

/** Whether the parts of a plan are worth keeping, and there is room for them. */
export async function isKept(
  { keeping, keepFrom }: KeepDeps,
  geometry: Geometry,
  plan: SelectionPlan,
): Promise<boolean> {
  const bytes = sealedBytesOf(geometry, plan)
  return bytes >= keepFrom && (await keeping.hasRoom(bytes))
}

/** Under which name a plan's parts are kept, `null` for not at all. What is kept of another selection makes room. */
export async function keepAs(
  deps: KeepDeps,
  held: HeldDownload,
  geometry: Geometry,
  plan: SelectionPlan,
): Promise<string | null> {
  const { lease } = held
  if (lease === null) return null
  if (lease.unfinished !== null && isSameSelection(lease.unfinished, plan.selection)) return lease.id
  if (lease.unfinished !== null) await deps.keeping.remove(lease.id)
  const worthIt = await isKept(deps, geometry, plan)
  held.begin(worthIt ? plan.selection : null)
  return worthIt ? lease.id : null
}

/** What of a held download is on this device. */
export async function findUnfinished(
  keeping: KeptDownloads,
  held: HeldDownload,
  { manifest, geometry }: OpenedLink,
): Promise<HeldLease['unfinished']> {
  const { lease } = held
  if (lease === null || lease.unfinished === null) return null
  const selection = lease.unfinished
  const plan = planSelection(manifest, geometry, selection)
  const kept = await keeping.lengthOf(lease.id)
  const whole = Math.min(1, kept / Math.max(1, sealedBytesOf(geometry, plan)))
  if (kept === 0) return null
  const doneBytes = Math.floor(whole * plan.bytes)
  return { selection, progress: { doneBytes, totalBytes: plan.bytes, bytesPerSecond: null, secondsLeft: null } }
}

/** Removes what is kept for leases that are over. */
export async function removeLeftovers(keeping: KeptDownloads, leases: LeaseStore, now: number): Promise<void> {
  const names = await keeping.names()
  if (names.length === 0) return
  const running = new Set<string>((await leases.running(now)).map(({ id }) => id))
  for (const name of names) if (!running.has(name)) await keeping.remove(name)
}
