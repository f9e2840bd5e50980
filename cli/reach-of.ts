import type { FetchText } from '../lib/adapters/http/call.ts'
import { createFetchByNode } from '../lib/adapters/http/fetch-by-node.ts'
import { createReach, fetchWithin, type Reach, reachAnything } from '../lib/adapters/http/reach.ts'

/** Whether Node was told of a proxy, which is known to `fetch` alone. */
export const hasProxy = (): boolean =>
  process.env.NODE_USE_ENV_PROXY === '1' ||
  [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(' ')].includes('--use-env-proxy')

/**
 * Where the instance at `base` may send this machine. Behind a proxy it is the proxy that looks names up, and reaches
 * them.
 */
export function reachOf(base: string): Reach {
  return hasProxy() ? reachAnything : createReach(base)
}

/** Calls of the API, within `reach`. */
export function callWithin(reach: Reach): FetchText {
  return hasProxy() ? fetchWithin(fetch, reach) : fetchWithin(createFetchByNode(), reach)
}
