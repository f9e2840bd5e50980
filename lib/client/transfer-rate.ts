import type { TransferProgress } from './send/send-state.ts'

interface Sample {
  /** Unix ms. */
  readonly at: number
  readonly doneBytes: number
}

/**
 * What is remembered of a running transfer to tell its speed. Made anew after a pause, which says nothing about speed.
 */
export interface TransferRate {
  /** The beginning, then each moment at which more was done, oldest first. */
  readonly samples: readonly Sample[]
  readonly at: number
  readonly bytesPerSecond: number | null
  /** As reckoned, not rounded. */
  readonly secondsLeft: number | null
  /** As shown, not rounded: it goes down, and up only where that is more than a line's trembling. */
  readonly shownLeft: number | null
}

/** Speed is measured over so many ms ... */
const WINDOW_MS = 10_000
/** ... and over so many steps, where a slow line takes longer than that for a part. */
const WINDOW_STEPS = 6
/** Nothing is said before this many ms. */
const SILENT_MS = 1000
/** How fast what is shown follows what is measured, in ms. */
const SPEED_SMOOTHING_MS = 3000
const LEFT_SMOOTHING_MS = 8000
const MOST_SAMPLES = 64
/** What is shown goes up where more is left by this factor and so many seconds. */
const LONGER_FACTOR = 1.25
const LONGER_SECONDS = 5

/** A transfer that begins, or goes on after a pause, with `doneBytes` done. */
export function startRate(at: number, doneBytes: number): TransferRate {
  return { samples: [{ at, doneBytes }], at, bytesPerSecond: null, secondsLeft: null, shownLeft: null }
}

function thin(samples: readonly Sample[], at: number): readonly Sample[] {
  let base = 0
  while (base + 1 < samples.length) {
    const next = samples[base + 1]
    if (next === undefined || at - next.at < WINDOW_MS || samples.length - (base + 1) <= WINDOW_STEPS) break
    base += 1
  }
  return samples.slice(base)
}

function follow(shown: number | null, measured: number, elapsedMs: number, smoothingMs: number): number {
  if (shown === null) return measured
  return shown + (measured - shown) * (1 - Math.exp(-elapsedMs / smoothingMs))
}

function steady(shown: number | null, reckoned: number): number {
  if (shown === null) return reckoned
  return reckoned > shown * LONGER_FACTOR + LONGER_SECONDS ? reckoned : Math.min(shown, reckoned)
}

/** The same transfer at `at` (Unix ms), with `doneBytes` of `totalBytes` done. */
export function advanceRate(rate: TransferRate, at: number, doneBytes: number, totalBytes: number): TransferRate {
  const last = rate.samples.at(-1)
  // However fast steps come, so few are kept that the window needs no more than that many samples.
  const isStep = last !== undefined && doneBytes > last.doneBytes && at - last.at >= (2 * WINDOW_MS) / MOST_SAMPLES
  const samples = thin(isStep ? [...rate.samples, { at, doneBytes }] : rate.samples, at)
  const base = samples[0]
  if (base === undefined || at - base.at < SILENT_MS || doneBytes <= base.doneBytes) return { ...rate, samples, at }
  const elapsed = at - rate.at
  const measured = ((doneBytes - base.doneBytes) * 1000) / (at - base.at)
  const bytesPerSecond = follow(rate.bytesPerSecond, measured, elapsed, SPEED_SMOOTHING_MS)
  const predicted = rate.secondsLeft === null ? null : Math.max(0, rate.secondsLeft - elapsed / 1000)
  const secondsLeft = follow(predicted, (totalBytes - doneBytes) / bytesPerSecond, elapsed, LEFT_SMOOTHING_MS)
  return { samples, at, bytesPerSecond, secondsLeft, shownLeft: steady(rate.shownLeft, secondsLeft) }
}

/** What is shown of it: nothing left is 0 seconds, something left at least 1. */
export function progressOf(rate: TransferRate, doneBytes: number, totalBytes: number): TransferProgress {
  const { bytesPerSecond, shownLeft } = rate
  if (doneBytes >= totalBytes) return { doneBytes, totalBytes, bytesPerSecond, secondsLeft: bytesPerSecond && 0 }
  return {
    doneBytes,
    totalBytes,
    bytesPerSecond,
    secondsLeft: shownLeft === null ? null : Math.max(1, Math.ceil(shownLeft)),
  }
}
