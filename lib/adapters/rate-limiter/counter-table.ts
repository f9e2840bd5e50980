import type pg from 'pg'
import { type IRateLimiterPostgresOptions, RateLimiterPostgres } from 'rate-limiter-flexible'

/** How often a table is asked for while other replicas make it. */
const MOST_TRIES = 5

/** What the library is told of a counter. */
export type CounterOptions = Pick<
  IRateLimiterPostgresOptions,
  'points' | 'duration' | 'inMemoryBlockOnConsumed' | 'keyPrefix'
> & {
  readonly tableName: string
}

/** Opens the library's counter, which makes its table where it is not there. Errors: the driver's own. */
function open(pool: pg.Pool, options: CounterOptions): Promise<RateLimiterPostgres> {
  return new Promise((resolve, reject) => {
    const made: RateLimiterPostgres = new RateLimiterPostgres(
      { storeClient: pool, storeType: 'pool', ...options },
      (error) => (error === undefined ? resolve(made) : reject(error)),
    )
  })
}

/**
 * Whether another replica made the table at the same moment: PostgreSQL's IF NOT EXISTS sees only what was committed
 * before (duplicate_table, duplicate_object, unique_violation).
 */
function wasJustMade(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['42P07', '42710', '23505'].includes(String(error.code))
}

/**
 * A counter in PostgreSQL, for all replicas together. The library makes its table, and deletes what ended an hour ago
 * every five minutes. Errors: the driver's own.
 */
export async function openCounter(pool: pg.Pool, options: CounterOptions): Promise<RateLimiterPostgres> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await open(pool, options)
    } catch (error) {
      if (!wasJustMade(error) || tries === MOST_TRIES) throw error
    }
  }
}
