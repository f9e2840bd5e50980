import { type RetryPolicy, waitByClock } from '../adapters/http/retry.ts'
import type { PatienceDeps } from './patience.ts'

/** A stream that is silent for so long, or a tenth longer, is taken for broken, in ms. */
export const STALL_MS = 20_000

const backOff = { firstDelay: 250, longestDelay: 8000, now: Date.now, random: Math.random, wait: waitByClock }

/**
 * How a download bears a failing network in browsers and on the command line: stuck after a minute, and tried again by
 * itself after that.
 */
export const downloadPatience: PatienceDeps = { ...backOff, stuckAfter: 60_000, stuckDelay: 15_000 }

/** How an upload bears it: stuck after half a minute, as the sender sits in front of it. */
export const uploadPatience: PatienceDeps = { ...backOff, stuckAfter: 30_000, stuckDelay: 30_000 }

/**
 * How long a drop's deletion is tried. What cannot be deleted is forgotten by the server after a day, or ends with its
 * link.
 */
export const revoking: RetryPolicy = { ...backOff, giveUpAfter: 15_000 }
