import { createMemoryLimiter, createPostgresLimiter } from '../adapters/rate-limiter/client-limiter.ts'
import type { ClientLimiter } from '../ports/client-limiter.ts'
import type { Settings } from '../server/settings.ts'
import { CLIENT_HEADER, networkOf } from './client-address.ts'
import { createClientKey } from './client-key.ts'
import { beforeEnd } from './stopping.ts'

async function openLimiter(databaseUrl: string, requests: number): Promise<ClientLimiter> {
  if (databaseUrl.startsWith('file:')) return createMemoryLimiter(requests, Date.now)
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  // A connection that breaks while nobody uses it is no failure: the next request opens another.
  pool.on('error', () => {})
  beforeEnd(() => pool.end())
  return createPostgresLimiter(pool, requests, Date.now)
}

/** Counts a request with its client (docs/decisions/004). The function it makes fails with `too-many-requests` or `unavailable`. */
export async function openClientLimit(settings: Settings): Promise<(request: Request) => Promise<void>> {
  const { requests, secret } = settings.clients
  if (requests === null) return () => Promise.resolve()
  const limiter = await openLimiter(settings.databaseUrl, requests)
  const keyOf = createClientKey(secret, Date.now)
  return (request) => limiter.take(keyOf(networkOf(request.headers.get(CLIENT_HEADER) ?? '')))
}
