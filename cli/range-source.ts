import { createFetchRange, type FetchRange } from '../lib/adapters/http/fetch-range.ts'
import { createLineRange } from '../lib/adapters/http/line-range.ts'
import { fetchWithin } from '../lib/adapters/http/reach.ts'
import { STALL_MS } from '../lib/client/network-policy.ts'
import { hasProxy } from './has-proxy.ts'
import type { Site } from './site.ts'

/** Stored ranges that an instance grants; a piece is valid until the next one is asked for. */
export function rangeSource({ base, reach }: Pick<Site, 'base' | 'reach'>): FetchRange {
  const byFetch = createFetchRange(fetchWithin(fetch, reach), base, STALL_MS)
  return hasProxy() ? byFetch : createLineRange(base, STALL_MS, Date.now, byFetch, reach)
}
