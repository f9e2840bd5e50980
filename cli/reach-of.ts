import { createReach, type Reach, reachAnything } from '../lib/adapters/http/reach.ts'

/** Where the instance at `base` may send this machine. Behind a proxy that Node was told of (`NODE_USE_ENV_PROXY`) it is the proxy that looks names up, and reaches them. */
export function reachOf(base: string): Reach {
  return process.env.NODE_USE_ENV_PROXY === undefined ? createReach(base) : reachAnything
}
