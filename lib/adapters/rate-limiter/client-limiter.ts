import type pg from 'pg'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { DropError } from '../../format/drop-error.ts'
import type { ClientLimiter } from '../../ports/client-limiter.ts'
import { openCounter } from './counter-table.ts'

/** What is counted together, in seconds. */
const DURATION = 60
/** Rows are keys and counts. */
const TABLE = 'ClientRequests'

function limiter(counter: RateLimiterAbstract, now: () => number): ClientLimiter {
  return {
    take: async (key, many = 1) => {
      try {
        await counter.consume(key, many)
      } catch (cause) {
        if (!(cause instanceof RateLimiterRes)) throw new DropError('unavailable', { cause })
        throw new DropError('too-many-requests', { at: now() + cause.msBeforeNext, subject: 'requests' })
      }
    },
  }
}

/** `requests` a minute for each client, counted in this process. `now` is Unix ms. */
export function createMemoryLimiter(requests: number, now: () => number): ClientLimiter {
  return limiter(new RateLimiterMemory({ points: requests, duration: DURATION }), now)
}

/**
 * `requests` a minute for each client, counted in PostgreSQL for all replicas together. Who is over is refused without
 * asking it again until the minute is over. Makes its table. Errors: the driver's own.
 */
export async function createPostgresLimiter(
  pool: pg.Pool,
  requests: number,
  now: () => number,
): Promise<ClientLimiter> {
  const options = { tableName: TABLE, points: requests, duration: DURATION, inMemoryBlockOnConsumed: requests + 1 }
  return limiter(await openCounter(pool, options), now)
}
