import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

const MIGRATE = `
import { migrateDatabase } from './lib/adapters/prisma/migrate.ts'
await migrateDatabase(process.env.DATABASE_URL, '.', (line) => console.log(line))
`

/** One process that brings the database up to date, as each replica does at its start. */
async function migrate(url: string): Promise<{ code: number | null; lines: string[] }> {
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', MIGRATE]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, lines: out.split('\n').filter(Boolean) }
}

/**
 * How many sessions wait for a lock. Within a transaction PostgreSQL answers as it first did, unless told to forget it.
 */
async function waiting(client: pg.Client): Promise<number> {
  await client.query('SELECT pg_stat_clear_snapshot()')
  const query = `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'`
  return (await client.query<{ waiting: number }>(query)).rows[0]?.waiting ?? 0
}

test('three replicas that start at once apply each migration once, and all of them succeed', async () => {
  const url = await postgres.createDatabase('several')
  const folders = readdirSync('prisma/postgresql/migrations', { withFileTypes: true })
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  // Whoever makes this table too waits for us, so that all three are at it when we give way.
  await client.query('BEGIN')
  await client.query('CREATE TABLE _prisma_migrations (id int)')
  const running = Promise.all([migrate(url), migrate(url), migrate(url)])
  await expect.poll(() => waiting(client), { timeout: 60_000 }).toBe(3)
  await client.query('ROLLBACK')
  const replicas = await running
  expect(replicas.map(({ code }) => code)).toEqual([0, 0, 0])
  const said = replicas.flatMap(({ lines }) => lines).sort()
  expect(said).toEqual(names.sort().map((name) => `Database: applied migration ${name}`))
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name',
  )
  await client.end()
  expect(rows.map(({ name }) => name)).toEqual(names)
})
