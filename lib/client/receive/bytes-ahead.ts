const MiB = 2 ** 20

/**
 * A request's way there and back, with what storage needs to look, takes no longer on lines that are worth it, in
 * seconds.
 */
const ROUND_TRIP = 0.25
/**
 * Nothing is known yet, or the line is slow: a range that is asked for too soon only waits, and storage may lose its
 * patience.
 */
const LEAST = MiB
/** One part of the usual size. */
const MOST = 16 * MiB

/**
 * How many bytes before the end of a range the next one is asked for, so that on a line of `bytesPerSecond` the one
 * follows the other without a gap.
 */
export function bytesAhead(bytesPerSecond: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.ceil(bytesPerSecond * ROUND_TRIP)))
}
