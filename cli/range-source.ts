import { createFetchRange, type FetchRange } from '../lib/adapters/http/fetch-range.ts'
import { createLineRange } from '../lib/adapters/http/line-range.ts'
import { fetchWithin, type Reach } from '../lib/adapters/http/reach.ts'
import { STALL_MS } from '../lib/client/network-policy.ts'
import { hasProxy } from './reach-of.ts'

/** Stored ranges that the instance at `base` grants; a piece is valid until the next one is asked for. */
export function rangeSource(base: string, reach: Reach): FetchRange {
  const byFetch = createFetchRange(fetchWithin(fetch, reach), base, STALL_MS)
  return hasProxy() ? byFetch : createLineRange(base, STALL_MS, Date.now, byFetch, reach)
}
