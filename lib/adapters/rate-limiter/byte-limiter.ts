import type pg from 'pg'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { DropError } from '../../format/drop-error.ts'
import type { ByteLimiter } from '../../ports/client-limiter.ts'
import { openCounter } from './counter-table.ts'

/** Which way the bytes go. */
export type Direction = 'sent' | 'received'

const DAY_MS = 86_400_000
/** Rows are keys and counts, of both directions. */
const TABLE = 'ClientBytes'
/** The library counts in integers of 32 bits: in KiB they hold 2 TiB. */
const POINT = 1024

const points = (bytes: number) => Math.ceil(bytes / POINT)

/**
 * The library adds first and looks then, so what does not fit is taken back: none passes the limit, but one that fits
 * may be refused while another that does not is. Clients have another key each day (docs/decisions/004), so a count
 * ends with the day, whenever it began.
 */
function limiter(counter: RateLimiterAbstract, direction: Direction, now: () => number): ByteLimiter {
  /** Whether it was not refused. */
  const change = async (way: 'consume' | 'reward', key: string, bytes: number): Promise<boolean> => {
    try {
      await counter[way](key, points(bytes))
      return true
    } catch (cause) {
      if (cause instanceof RateLimiterRes) return false
      throw new DropError('unavailable', { cause })
    }
  }
  return {
    take: async (key, bytes) => {
      if (bytes <= 0 || (await change('consume', key, bytes))) return
      await change('reward', key, bytes)
      const at = (Math.floor(now() / DAY_MS) + 1) * DAY_MS
      throw new DropError('too-many-bytes', { at, subject: direction })
    },
    giveBack: async (key, bytes) => {
      if (bytes > 0) await change('reward', key, bytes)
    },
  }
}

function optionsOf(bytes: number, direction: Direction) {
  return { points: Math.floor(bytes / POINT), duration: DAY_MS / 1000, keyPrefix: direction }
}

/** `bytes` a day for each client, counted in this process. `now` is Unix ms. */
export function createMemoryByteLimiter(bytes: number, direction: Direction, now: () => number): ByteLimiter {
  return limiter(new RateLimiterMemory(optionsOf(bytes, direction)), direction, now)
}

/**
 * `bytes` a day for each client, counted in PostgreSQL for all replicas together. Makes its table. Errors: the driver's
 * own.
 */
export async function createPostgresByteLimiter(
  pool: pg.Pool,
  bytes: number,
  direction: Direction,
  now: () => number,
): Promise<ByteLimiter> {
  return limiter(await openCounter(pool, { tableName: TABLE, ...optionsOf(bytes, direction) }), direction, now)
}
