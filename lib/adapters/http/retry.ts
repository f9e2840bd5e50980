import { DropError, isDropError } from '../../format/drop-error.ts'

/**
 * Waits `ms` milliseconds, or shorter where something (the network is back) promises success. Rejects when `signal` is
 * aborted.
 */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

/** How long something is tried again. Times in ms. */
export interface RetryPolicy {
  /** Before the second attempt; doubled before each further one. */
  readonly firstDelay: number
  readonly longestDelay: number
  /** No attempt begins later than this after the first failure. */
  readonly giveUpAfter: number
  /** Unix ms. */
  readonly now: () => number
  /** In [0, 1): spreads retries, so that a thousand clients do not come back in one instant. */
  readonly random: () => number
  readonly wait: Wait
}

/**
 * Whether this client asked for too much in a minute; wrong tries at a link are another matter, which a person has to
 * hear of.
 */
function isTooFast(error: unknown): error is DropError {
  return isDropError(error, 'too-many-requests') && error.facts.subject === 'requests'
}

/** Whether the same may succeed if it is tried again later, with a fresh grant where it needs one. */
export function mayPass(error: unknown): error is DropError {
  const passing =
    isDropError(error, 'network') || isDropError(error, 'unavailable') || isDropError(error, 'grant-ended')
  return passing || isTooFast(error)
}

/** Errors: `cancelled` where `signal` is aborted. */
export function checkNotCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new DropError('cancelled')
}

/**
 * How long to wait after a failure, in ms: some of `delay`, so that not everybody comes back at once, and no less than
 * the failure says.
 */
export function pauseAfter(
  error: DropError,
  delay: number,
  { now, random }: Pick<RetryPolicy, 'now' | 'random'>,
): number {
  const told = (error.facts.at ?? 0) - now()
  return Math.max(told, delay * (0.5 + random() / 2))
}

/**
 * Runs `attempt` until it succeeds, fails for good, or has failed for `giveUpAfter`, or is told to wait for longer;
 * then it throws the last failure. Errors: `cancelled`, those of `attempt`.
 */
export async function retry<T>(policy: RetryPolicy, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  let failedAt: number | null = null
  for (let delay = policy.firstDelay; ; delay = Math.min(policy.longestDelay, delay * 2)) {
    checkNotCancelled(signal)
    try {
      return await attempt()
    } catch (error) {
      checkNotCancelled(signal)
      if (!mayPass(error)) throw error
      failedAt ??= policy.now()
      const pause = pauseAfter(error, delay, policy)
      if (policy.now() + pause - failedAt > policy.giveUpAfter) throw error
      await policy.wait(pause, signal)
    }
  }
}

/** A wait by the clock alone. */
export const waitByClock: Wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new DropError('cancelled'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
