import { waitByClock } from '../adapters/http/retry.ts'
import type { PatienceDeps } from './patience.ts'

/** A stream that is silent for so long is taken for broken, in ms. */
export const STALL_MS = 20_000

/** How a download bears a failing network in browsers and on the command line: stuck after a minute, and tried again by itself after that. */
export const downloadPatience: PatienceDeps = {
  firstDelay: 250,
  longestDelay: 8000,
  stuckAfter: 60_000,
  stuckDelay: 15_000,
  now: Date.now,
  random: Math.random,
  wait: waitByClock,
}
