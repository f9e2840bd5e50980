import { describe, expect, test } from 'vitest'
import { isDropError } from '../../format/drop-error.ts'
import type { ByteLimiter } from '../../ports/client-limiter.ts'
import type { Direction } from './byte-limiter.ts'

const KIB = 1024
const DAY = 86_400_000
/** Half past nine of a day. */
const NOW = 20_000 * DAY + 9.5 * 3_600_000

/** A limiter that counts anew at each call. `replicas` count together. */
export type OpenByteLimiters = (
  bytes: number,
  direction: Direction,
  now: () => number,
) => Promise<readonly ByteLimiter[]>

/** Bytes of clients: the same suite wherever they are counted. */
export function describeByteLimiter(name: string, open: OpenByteLimiters): void {
  describe(name, () => {
    const outcome = (promise: Promise<unknown>) =>
      promise.then(
        () => 'taken',
        (error: unknown) => (isDropError(error) ? error.code : error),
      )
    const one = async (bytes: number, direction: Direction = 'sent') => {
      const [limiter] = await open(bytes, direction, () => NOW)
      if (limiter === undefined) throw new Error('no limiter')
      return limiter
    }

    test('the last byte may be taken and none more; who is over hears of the next day', async () => {
      const limiter = await one(10 * KIB)
      await limiter.take('a', 9 * KIB)
      await expect(limiter.take('a', 2 * KIB)).rejects.toMatchObject({
        code: 'too-many-bytes',
        facts: { at: 20_001 * DAY, subject: 'sent' },
      })
      expect(await outcome(limiter.take('a', 1))).toBe('taken')
      expect(await outcome(limiter.take('a', 1))).toBe('too-many-bytes')
      expect(await outcome(limiter.take('a', 0))).toBe('taken')
    })

    test('what does not fit takes nothing, however often it is tried', async () => {
      const limiter = await one(10 * KIB)
      for (let tries = 0; tries < 5; tries += 1)
        expect(await outcome(limiter.take('a', 11 * KIB))).toBe('too-many-bytes')
      expect(await outcome(limiter.take('a', 10 * KIB))).toBe('taken')
    })

    test('what is given back can be taken again', async () => {
      const limiter = await one(10 * KIB)
      await limiter.take('a', 10 * KIB)
      await limiter.giveBack('a', 4 * KIB)
      expect(await outcome(limiter.take('a', 5 * KIB))).toBe('too-many-bytes')
      expect(await outcome(limiter.take('a', 4 * KIB))).toBe('taken')
    })

    test('another client has its own day', async () => {
      const limiter = await one(10 * KIB, 'received')
      await limiter.take('a', 10 * KIB)
      expect(await outcome(limiter.take('b', 10 * KIB))).toBe('taken')
      await expect(limiter.take('b', 1)).rejects.toMatchObject({ facts: { subject: 'received' } })
    })

    test('of 200 takers of a twentieth at once, at all replicas, twenty get one', async () => {
      const replicas = await open(100 * KIB, 'sent', () => NOW)
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, index) => outcome(replicas[index % replicas.length]!.take('a', 5 * KIB))),
      )
      const taken = outcomes.filter((each) => each === 'taken').length
      expect(taken).toBeLessThanOrEqual(20)
      expect(outcomes.filter((each) => each === 'too-many-bytes')).toHaveLength(200 - taken)
      // Whoever was refused took nothing for good.
      for (let left = 20 - taken; left > 0; left -= 1)
        expect(await outcome(replicas[0]!.take('a', 5 * KIB))).toBe('taken')
      expect(await outcome(replicas[0]!.take('a', 1))).toBe('too-many-bytes')
    })

    test('a terabyte is counted to the KiB', async () => {
      const limiter = await one(2 ** 40)
      await limiter.take('a', 2 ** 40 - KIB)
      expect(await outcome(limiter.take('a', 2 * KIB))).toBe('too-many-bytes')
      expect(await outcome(limiter.take('a', KIB))).toBe('taken')
    })
  })
}
