import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { type PostgresServer, startPostgres } from '../../../e2e/servers/postgres.ts'
import { describeByteLimiter } from './byte-limiter.contract.ts'
import { createPostgresByteLimiter } from './byte-limiter.ts'

let postgres: PostgresServer
let databases = 0
const pools: pg.Pool[] = []
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await postgres.stop()
})

describeByteLimiter('bytes counted in PostgreSQL, at three replicas', async (...limit) => {
  databases += 1
  const connectionString = await postgres.createDatabase(`bytes${databases}`)
  return Promise.all(
    Array.from({ length: 3 }, () => {
      const pool = new pg.Pool({ connectionString, max: 3 })
      // A server that stops before them closes connections.
      pool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}))
      pools.push(pool)
      return createPostgresByteLimiter(pool, ...limit)
    }),
  )
})
