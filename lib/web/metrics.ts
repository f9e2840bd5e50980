import type { ErrorCode } from '../format/drop-error.ts'
import type { CensusStore } from '../ports/drop-store.ts'
import type { Deleted } from '../server/delete-due.ts'
import type { Swept } from '../server/sweep.ts'
import type { Answered } from './log.ts'
import { meters } from './meters.ts'
import { METHODS } from './refuse-early.ts'

/** Counts one failed request. */
export function countError(code: ErrorCode): void {
  meters().errors.inc({ code })
}

/**
 * Counts one request, however it was answered. Node reads thirty methods that nobody here knows: each by its name, they
 * would let anybody make what is scraped thirty times as long.
 */
export function countRequest({ route, method, status, ms }: Answered): void {
  meters().requests.observe({ route, method: METHODS.includes(method) ? method : 'other', status }, ms / 1000)
}

/** Counts what a round of the reaper deleted. */
export function countDeleted({ deletions, failures, lags }: Deleted): void {
  meters().deletions.inc(deletions)
  meters().deletionFailures.inc(failures)
  for (const lag of lags) meters().deletionLag.observe(Math.max(0, lag) / 1000)
}

/** Counts what a sweep found and mended. */
export function countSwept({ orphans, lost, suspects }: Swept): void {
  meters().orphansDeleted.inc(orphans)
  meters().lost.inc(lost)
  meters().orphansFound.set({ kind: 'blobs' }, suspects.orphans.size)
  meters().orphansFound.set({ kind: 'drops' }, suspects.missing.size)
}

/** All metrics as Prometheus reads them (text format 0.0.4). */
export async function renderMetrics(census: CensusStore, now: number): Promise<{ body: string; contentType: string }> {
  const { registry, rows, oldestDeletion, heldBytes } = meters()
  const { oldestDeletion: oldest, ...counts } = await census.count()
  for (const [kind, count] of Object.entries(counts)) rows.set({ kind }, count)
  heldBytes.set(await census.heldBytes())
  oldestDeletion.set(oldest === null ? 0 : (now - oldest) / 1000)
  return { body: await registry.metrics(), contentType: registry.contentType }
}
