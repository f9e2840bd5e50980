import { Counter, Gauge, Registry } from 'prom-client'
import type { ErrorCode } from '../format/drop-error.ts'
import type { CensusStore } from '../ports/drop-store.ts'
import type { Deleted } from '../server/delete-due.ts'

interface Meters {
  readonly registry: Registry
  readonly errors: Counter<'code'>
  readonly deletions: Counter
  readonly deletionFailures: Counter
  readonly deletionLag: Gauge
  readonly rows: Gauge<'kind'>
  readonly oldestDeletion: Gauge
}

function createMeters(): Meters {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    errors: new Counter({
      name: 'snowdrop_errors_total',
      help: 'Failed requests by error code',
      labelNames: ['code'],
      registers,
    }),
    deletions: new Counter({
      name: 'snowdrop_deletions_total',
      help: 'Payloads whose deletion storage confirmed',
      registers,
    }),
    deletionFailures: new Counter({
      name: 'snowdrop_deletion_failures_total',
      help: 'Deletions that were put off',
      registers,
    }),
    deletionLag: new Gauge({
      name: 'snowdrop_deletion_lag_seconds',
      help: 'From an end to its confirmed deletion, last round',
      registers,
    }),
    rows: new Gauge({
      name: 'snowdrop_rows',
      help: 'Uploads, live drops, running leases and open deletions',
      labelNames: ['kind'],
      registers,
    }),
    oldestDeletion: new Gauge({
      name: 'snowdrop_oldest_deletion_seconds',
      help: 'Age of the oldest open deletion',
      registers,
    }),
  }
}

declare global {
  var snowdropMeters: Meters | undefined
}

function meters(): Meters {
  globalThis.snowdropMeters ??= createMeters()
  return globalThis.snowdropMeters
}

/** Counts one failed request. */
export function countError(code: ErrorCode): void {
  meters().errors.inc({ code })
}

/** Counts what a round of the reaper deleted. */
export function countDeleted({ deletions, failures, lag }: Deleted): void {
  meters().deletions.inc(deletions)
  meters().deletionFailures.inc(failures)
  if (deletions > 0) meters().deletionLag.set(lag / 1000)
}

/** All metrics as Prometheus reads them (text format 0.0.4). */
export async function renderMetrics(census: CensusStore, now: number): Promise<{ body: string; contentType: string }> {
  const { registry, rows, oldestDeletion } = meters()
  const { oldestDeletion: oldest, ...counts } = await census.count()
  for (const [kind, count] of Object.entries(counts)) rows.set({ kind }, count)
  oldestDeletion.set(oldest === null ? 0 : (now - oldest) / 1000)
  return { body: await registry.metrics(), contentType: registry.contentType }
}
