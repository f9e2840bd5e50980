import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startPostgres } from '../../../e2e/servers/postgres.ts'
import { isDropError } from '../../format/drop-error.ts'
import { createPostgresLimiter } from './client-limiter.ts'

let postgres: PostgresServer
let url: string
const pools: pg.Pool[] = []
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase('limits')
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await postgres.stop()
})

const pool = () => {
  const made = new pg.Pool({ connectionString: url, max: 4 })
  pools.push(made)
  return made
}

test('of 200 requests of one client at five replicas that start at once, exactly the limit is served', async () => {
  const replicas = await Promise.all(Array.from({ length: 5 }, () => createPostgresLimiter(pool(), 37, Date.now)))
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () => replicas)
      .flat()
      .map((replica) =>
        replica.take('name').then(
          () => 'served',
          (error: unknown) => (isDropError(error) ? error.code : error),
        ),
      ),
  )
  expect(outcomes.filter((outcome) => outcome === 'served')).toHaveLength(37)
  expect(outcomes.filter((outcome) => outcome === 'too-many-requests')).toHaveLength(163)
})

test('a database that does not answer is unavailable, not a limit', async () => {
  const broken = pool()
  const limiter = await createPostgresLimiter(broken, 5, Date.now)
  await broken.end()
  pools.pop()
  await expect(limiter.take('other')).rejects.toMatchObject({ code: 'unavailable' })
})
