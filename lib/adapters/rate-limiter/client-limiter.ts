import type pg from 'pg'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { DropError } from '../../format/drop-error.ts'
import type { ClientLimiter } from '../../ports/client-limiter.ts'

/** What is counted together, in seconds. */
const DURATION = 60
/** Rows are keys and counts; the library makes the table, and deletes what ended an hour ago every five minutes. */
const TABLE = 'ClientRequests'

/** How often the table is asked for while other replicas make it. */
const MOST_TRIES = 5

function limiter(counter: RateLimiterAbstract, now: () => number): ClientLimiter {
  return {
    take: async (key) => {
      try {
        await counter.consume(key)
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

/** Opens the library's counter, which makes its table where it is not there. Errors: the driver's own. */
function countIn(pool: pg.Pool, requests: number): Promise<RateLimiterPostgres> {
  return new Promise((resolve, reject) => {
    const options = { storeClient: pool, storeType: 'pool', tableName: TABLE, points: requests, duration: DURATION }
    const made: RateLimiterPostgres = new RateLimiterPostgres(
      { ...options, inMemoryBlockOnConsumed: requests + 1 },
      (error) => (error === undefined ? resolve(made) : reject(error)),
    )
  })
}

/** Whether another replica made the table at the same moment: PostgreSQL's IF NOT EXISTS sees only what was committed before (duplicate_table, duplicate_object, unique_violation). */
function wasJustMade(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['42P07', '42710', '23505'].includes(String(error.code))
}

/**
 * `requests` a minute for each client, counted in PostgreSQL for all replicas together. Who is over is refused without asking it again until the minute is over.
 * Makes its table. Errors: the driver's own.
 */
export async function createPostgresLimiter(
  pool: pg.Pool,
  requests: number,
  now: () => number,
): Promise<ClientLimiter> {
  for (let tries = 1; ; tries += 1) {
    try {
      return limiter(await countIn(pool, requests), now)
    } catch (error) {
      if (!wasJustMade(error) || tries === MOST_TRIES) throw error
    }
  }
}
