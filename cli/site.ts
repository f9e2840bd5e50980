import type { Call } from '../lib/adapters/http/call.ts'
import { createFetchByNode } from '../lib/adapters/http/fetch-by-node.ts'
import { createReach, fetchWithin, type Reach, reachAnything } from '../lib/adapters/http/reach.ts'
import { hasProxy } from './has-proxy.ts'
import { createSiteCall } from './site-call.ts'

/** One instance, and how it is asked. */
export interface Site {
  /** Its address, with its path where it has one. */
  readonly base: string
  /** Where it may send this machine. Behind a proxy it is the proxy that looks names up, and reaches them. */
  readonly reach: Reach
  readonly call: Call
  /** Once the first request has left: whoever waits here works while the site does. */
  readonly asked: Promise<unknown>
}

/** The instance at `base`. */
export function siteOf(base: string): Site {
  if (hasProxy()) {
    const reach = reachAnything
    return { base, reach, call: createSiteCall(fetchWithin(fetch, reach), base), asked: Promise.resolve(null) }
  }
  const reach = createReach(base)
  const { promise: asked, resolve } = Promise.withResolvers<null>()
  const fetchOne = createFetchByNode(() => resolve(null))
  return { base, reach, call: createSiteCall(fetchWithin(fetchOne, reach), base), asked }
}
