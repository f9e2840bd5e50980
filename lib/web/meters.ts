import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Upper bounds in seconds: an answer that is slow for a person, and one that is slow for a proxy. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]
/** Deletion is promised within seconds; beyond that somebody should look. */
const LAG_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 86_400]

/** Makes meters of one registry. */
function createMakers(registry: Registry) {
  const registers = [registry]
  return {
    counter: <const L extends string = never>(name: string, help: string, ...labelNames: readonly L[]) =>
      new Counter({ name, help, labelNames: [...labelNames], registers }),
    gauge: <const L extends string = never>(name: string, help: string, ...labelNames: readonly L[]) =>
      new Gauge({ name, help, labelNames: [...labelNames], registers }),
    histogram: <const L extends string = never>(
      name: string,
      help: string,
      buckets: number[],
      ...labelNames: readonly L[]
    ) => new Histogram({ name, help, buckets, labelNames: [...labelNames], registers }),
  }
}

/** Every metric of ours; docs/self-hosting.md has the table, and a test holds them together. */
function createMeters() {
  const registry = new Registry()
  // In ms. At prom-client's own 10 the watch on the event loop is what an idle server needs its processor for: 0.7 % of
  // a core instead of 0.06.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  const { counter, gauge, histogram } = createMakers(registry)
  return {
    registry,
    errors: counter('snowdrop_errors_total', 'Failed requests by error code', 'code'),
    requests: histogram(
      'snowdrop_request_seconds',
      'Time until an answer began, by route pattern, method and status',
      REQUEST_SECONDS,
      'route',
      'method',
      'status',
    ),
    drops: counter('snowdrop_drops_total', 'Drops begun, completed and revoked or lost', 'event'),
    storedBytes: counter('snowdrop_stored_bytes_total', 'Sealed bytes of completed drops'),
    grantedBytes: counter('snowdrop_granted_bytes_total', 'Sealed bytes that URLs were signed for', 'direction'),
    links: counter('snowdrop_links_total', 'Links made'),
    leases: counter('snowdrop_leases_total', 'Claims, and how leases were settled', 'verdict'),
    receipts: counter('snowdrop_receipts_total', 'Receipts noted for senders', 'event'),
    deletions: counter('snowdrop_deletions_total', 'Payloads whose deletion storage confirmed'),
    deletionFailures: counter('snowdrop_deletion_failures_total', 'Deletions that were put off'),
    deletionLag: histogram('snowdrop_deletion_lag_seconds', 'From an end to its confirmed deletion', LAG_SECONDS),
    orphansFound: gauge('snowdrop_orphans', 'Blobs without a drop and drops without a blob, last sweep', 'kind'),
    orphansDeleted: counter('snowdrop_orphans_deleted_total', 'Blobs without a drop that a sweep deleted'),
    lost: counter('snowdrop_lost_drops_total', 'Drops that a sweep ended as their bytes were gone'),
    rows: gauge('snowdrop_rows', 'Uploads, live drops, running leases and open deletions', 'kind'),
    heldBytes: gauge('snowdrop_held_bytes', 'Bytes of storage that all drops hold or may still take'),
    oldestDeletion: gauge('snowdrop_oldest_deletion_seconds', 'Age of the oldest open deletion (the outbox)'),
  }
}

declare global {
  var snowdropMeters: ReturnType<typeof createMeters> | undefined
}

/** The meters of this process. Next bundles routes apart from each other, so they hang on `globalThis`. */
export function meters(): ReturnType<typeof createMeters> {
  globalThis.snowdropMeters ??= createMeters()
  return globalThis.snowdropMeters
}
