import type { Geometry } from '../../format/geometry.ts'
import type { KeptDownloads } from '../../ports/kept-downloads.ts'
import type { LeaseStore } from '../../ports/lease-store.ts'
import type { SaveWay } from './receive-state.ts'
import { type SelectionPlan, sealedBytesOf } from './selection.ts'

/** Downloads from this many stored bytes on are kept on the device while they run: less is had again in a moment. */
export const KEEP_FROM = 64 * 2 ** 20
/**
 * How long what a lapsed lease has left stays on the device for another one, in ms: a machine that slept goes on the
 * next morning.
 */
const LEFT_MS = 24 * 3_600_000

export interface KeepDeps {
  readonly keeping: KeptDownloads
  /** Stored bytes from which on a download is kept. */
  readonly keepFrom: number
  /** How files are saved here. Never fails. */
  readonly findWay: () => Promise<SaveWay>
}

/**
 * Whether the parts of a plan are worth keeping, and there is room for them. What is gathered on the disk needs the
 * room itself, and what is gathered in memory is to come in one go.
 */
export async function isKept(
  { keeping, keepFrom, findWay }: KeepDeps,
  geometry: Geometry,
  plan: SelectionPlan,
): Promise<boolean> {
  const bytes = sealedBytesOf(geometry, plan)
  return bytes >= keepFrom && (await findWay()) === 'stream' && (await keeping.hasRoom(bytes))
}

/** Removes what is kept for links of which no lease runs, nor has lapsed a short while ago. */
export async function removeLeftovers(
  keeping: KeptDownloads,
  leases: Pick<LeaseStore, 'running'>,
  now: number,
): Promise<void> {
  const names = await keeping.names()
  if (names.length === 0) return
  const needed = new Set<string>((await leases.running(now - LEFT_MS)).map(({ locator }) => locator))
  for (const name of names) if (!needed.has(name)) await keeping.remove(name)
}
