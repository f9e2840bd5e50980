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

/** A pool whose connections may be closed by a server that stops before they are. */
function poolOf(connectionString: string, max: number): pg.Pool {
  const made = new pg.Pool({ connectionString, max })
  made.on('error', () => {}).on('connect', (client) => client.on('error', () => {}))
  return made
}

const pool = () => {
  const made = poolOf(url, 4)
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

test('replicas that make the table at the same moment all find it', async () => {
  for (let round = 0; round < 8; round += 1) {
    const fresh = await postgres.createDatabase(`race${round}`)
    const made = Array.from({ length: 10 }, () => poolOf(fresh, 1))
    // Connected already, so that they come as close together as they can.
    await Promise.all(made.map((each) => each.query('SELECT 1')))
    const limiters = await Promise.all(made.map((each) => createPostgresLimiter(each, 5, Date.now)))
    await Promise.all(limiters.slice(0, 5).map((limiter) => limiter.take('name')))
    await Promise.all(made.map((each) => each.end()))
  }
})

test('a database that does not answer is unavailable, not a limit', async () => {
  const broken = pool()
  const limiter = await createPostgresLimiter(broken, 5, Date.now)
  await broken.end()
  pools.pop()
  await expect(limiter.take('other')).rejects.toMatchObject({ code: 'unavailable' })
})
