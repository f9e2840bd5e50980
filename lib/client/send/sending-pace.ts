import type { PoolSize } from './seal-pool.ts'

/** What a device says of itself. */
export interface Device {
  /** GiB, rounded and bounded by the browser (Device Memory API); not said by Firefox and Safari. */
  readonly memory: number | undefined
  /** Processors that the browser may use at the same time. */
  readonly processors: number
  /** Whether it is held in a hand: its first pointer is a finger. */
  readonly isHandheld: boolean
}

/** How much of a device an upload takes. */
export interface SendingPace extends PoolSize {
  /**
   * Most parts that are sealed, sent or about to be at the same time. Each holds its sealed bytes in a file, or
   * twice in memory, as bytes and as a Blob.
   */
  readonly mostAtOnce: number
}

/**
 * Two workers keep the crypto threads of a small machine busy (DESIGN 10), with three parts each: one is sealed while
 * the others are on their way. A worker ends after four (Note: Workers that end).
 */
const FULL: SendingPace = { workers: 2, partsPerWorker: 4, mostAtOnce: 6 }
const MODEST: SendingPace = { ...FULL, mostAtOnce: 4 }
/** One part is sealed while the other is on its way (Note: Workers that end). */
const SMALL: SendingPace = { workers: 1, partsPerWorker: 1, mostAtOnce: 2 }

/**
 * The pace for a device: whoever does not say how much memory there is has much, or little where it is held in a hand.
 */
export function paceFor({ memory, processors, isHandheld }: Device): SendingPace {
  const known = memory ?? (isHandheld ? 3 : 8)
  if (known <= 2 || processors < 2) return SMALL
  return known < 8 && isHandheld ? MODEST : FULL
}

/** Where nothing is known of the line yet. */
export const FIRST_AT_ONCE = 3
const LEAST_AT_ONCE = 2
/** How long a part is on its way at the most, in ms, where fewer at once would make it less. */
const LONGEST_MS = 4000

/**
 * How many parts are to be on their way after one of `atOnce` took `ms`: as many as the line takes within a few
 * seconds, and one that is being sealed. More would be no faster on a slow line, but each would take longer, and what
 * is on its way is lost and not yet progress when the line breaks.
 */
export function partsAtOnce(atOnce: number, ms: number, most: number): number {
  const wanted = Math.ceil((atOnce * LONGEST_MS) / Math.max(1, ms)) + 1
  return Math.min(most, Math.max(LEAST_AT_ONCE, wanted))
}
