import type { ByteMeter } from '../ports/client-limiter.ts'

/**
 * Does `work` with so many bytes of the client's day, which has them again where nothing came of it. Errors:
 * `too-many-bytes`, `unavailable`, those of `work`.
 */
export async function withBytes<T>(
  meter: ByteMeter,
  bytes: number,
  work: () => Promise<T>,
  isUsed: (outcome: T) => boolean,
): Promise<T> {
  if (meter === null || bytes <= 0) return work()
  await meter.take(bytes)
  let outcome: T
  try {
    outcome = await work()
  } catch (error) {
    await meter.giveBack(bytes).catch(() => {})
    throw error
  }
  if (!isUsed(outcome)) await meter.giveBack(bytes)
  return outcome
}
