import type pg from 'pg'
import {
  createMemoryByteLimiter,
  createPostgresByteLimiter,
  type Direction,
} from '../adapters/rate-limiter/byte-limiter.ts'
import { createMemoryLimiter, createPostgresLimiter } from '../adapters/rate-limiter/client-limiter.ts'
import type { ByteLimiter, ByteMeter, ClientLimiter } from '../ports/client-limiter.ts'
import type { Settings } from '../server/settings.ts'
import { CLIENT_HEADER, networkOf } from './client-address.ts'
import { createClientKey } from './client-key.ts'
import { beforeEnd } from './stopping.ts'

/** What clients are held to (docs/decisions/004). */
export interface ClientLimits {
  /** Counts a request with its client, or as `many`. Errors: `too-many-requests`, `unavailable`. */
  readonly request: (request: Pick<Request, 'headers'>, many?: number) => Promise<void>
  /** The bytes of the client of a request. */
  readonly bytes: (direction: Direction, request: Request) => ByteMeter
}

/** One pool for all counters. */
async function openPool(connectionString: string): Promise<pg.Pool> {
  const { default: driver } = await import('pg')
  const pool = new driver.Pool({ connectionString, max: 4 })
  // A connection that breaks while nobody uses it is no failure: the next request opens another.
  pool.on('error', () => {})
  beforeEnd(() => pool.end())
  return pool
}

function openRequests(pool: pg.Pool | null, most: number | null): Promise<ClientLimiter> | ClientLimiter | null {
  if (most === null) return null
  return pool === null ? createMemoryLimiter(most, Date.now) : createPostgresLimiter(pool, most, Date.now)
}

function openBytes(
  pool: pg.Pool | null,
  most: number | null,
  direction: Direction,
): Promise<ByteLimiter> | ByteLimiter | null {
  if (most === null) return null
  if (pool === null) return createMemoryByteLimiter(most, direction, Date.now)
  return createPostgresByteLimiter(pool, most, direction, Date.now)
}

/** Opens what is limited: in PostgreSQL where the database is, else in this process. Errors: the driver's own. */
export async function openClientLimits({ clients, databaseUrl }: Settings): Promise<ClientLimits> {
  const { requests, secret, sent, received } = clients
  const isLimited = requests !== null || sent !== null || received !== null
  const pool = isLimited && !databaseUrl.startsWith('file:') ? await openPool(databaseUrl) : null
  const limiter = await openRequests(pool, requests)
  const limiters = { sent: await openBytes(pool, sent, 'sent'), received: await openBytes(pool, received, 'received') }
  const nameOf = createClientKey(secret, Date.now)
  const keyOf = (request: Pick<Request, 'headers'>) => nameOf(networkOf(request.headers.get(CLIENT_HEADER) ?? ''))
  return {
    request: async (request, many) => limiter?.take(keyOf(request), many),
    bytes: (direction, request) => {
      const counted = limiters[direction]
      if (counted === null) return null
      // What is given back goes to the day it was taken of.
      const key = keyOf(request)
      return { take: (bytes) => counted.take(key, bytes), giveBack: (bytes) => counted.giveBack(key, bytes) }
    },
  }
}
