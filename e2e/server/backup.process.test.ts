import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { startDebianPostgres } from '../servers/debian-postgres.ts'
import { call, claim, type LiveDrop, liveDrop } from './api-client.ts'

/** What an operator does (docs/self-hosting.md), on one database. */
interface Keeper {
  /** What the app is told, now. */
  readonly settings: () => Record<string, string>
  /** Takes a backup while the app runs. Answers all that is in it, to be searched. */
  readonly backUp: (app: AppServer) => Promise<Buffer>
  /** Puts it back while no app runs. */
  readonly restore: (app: AppServer) => Promise<void>
  readonly stop: () => Promise<void>
}

function keepSqlite(): Promise<Keeper> {
  const [file, copy] = [
    (app: AppServer) => join(app.dataDir, 'snowdrop.db'),
    (app: AppServer) => join(app.dataDir, 'copy.db'),
  ]
  return Promise.resolve({
    settings: () => ({}),
    backUp: async (app) => {
      const database = new Sqlite(file(app), { readonly: true })
      await database.backup(copy(app))
      database.close()
      return readFileSync(copy(app))
    },
    restore: async (app) => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(file(app) + suffix, { force: true })
      const whole = new Sqlite(copy(app))
      await whole.backup(file(app))
      whole.close()
    },
    stop: () => Promise.resolve(),
  })
}

async function keepPostgresql(): Promise<Keeper> {
  const postgres = await startDebianPostgres()
  let url = postgres.createDatabase('first')
  const dump = (app: AppServer) => join(app.dataDir, 'copy.dump')
  return {
    settings: () => ({ DATABASE_URL: url }),
    backUp: (app) => {
      postgres.run('pg_dump', ['--format=custom', `--file=${dump(app)}`, url])
      return Promise.resolve(postgres.run('pg_restore', ['--file=-', dump(app)]))
    },
    restore: (app) => {
      url = postgres.createDatabase('second')
      postgres.run('pg_restore', [`--dbname=${url}`, dump(app)])
      return Promise.resolve()
    },
    stop: postgres.stop,
  }
}

const look = (app: AppServer, drop: LiveDrop) => call(app.url, 'GET', `/links/${drop.locator}`)
const isStored = async (app: AppServer, { id, owner }: LiveDrop) =>
  (await call(app.url, 'GET', `/drops/${id}`, owner)).body.stored

async function download(app: AppServer, drop: LiveDrop): Promise<void> {
  const lease = await claim(app.url, drop)
  await call(app.url, 'POST', `/leases/${lease.id}/complete`, lease.token)
}

describe.each([
  ['SQLite', keepSqlite],
  ['PostgreSQL', keepPostgresql],
] as const)('on %s', (_, open) => {
  test('a backup is taken while drops come and go, and its restore does what the operator is told', async () => {
    const keeper = await open()
    const start = (former?: AppServer) => startApp({ SNOWDROP_SWEEP_INTERVAL: '1s', ...keeper.settings() }, former)
    let app = await start()
    try {
      const [before, used, kept] = [
        await liveDrop(app.url),
        await liveDrop(app.url),
        await liveDrop(app.url, { maxDownloads: 2 }),
      ]
      await download(app, before)
      await expect.poll(() => isStored(app, before)).toBe(false)
      const copy = await keeper.backUp(app)
      // What had ended by then is in no backup: neither its wrapped key nor its bytes.
      expect(copy.includes(before.wrappedKey)).toBe(false)
      expect(copy.includes(used.wrappedKey)).toBe(true)
      await download(app, used)
      await download(app, kept)
      const later = await liveDrop(app.url)
      await expect.poll(() => isStored(app, used)).toBe(false)
      expect(await app.stop('SIGTERM')).toBe(0)

      await keeper.restore(app)
      app = await start(app)
      expect((await look(app, before)).body).toMatchObject({ state: 'ended', reason: 'used-up' })
      // Counts are those of the backup …
      expect((await look(app, kept)).body).toMatchObject({ state: 'live', placesLeft: 2 })
      // … what ended since has no bytes, and says so after two sweeps; what began since is unknown.
      await expect.poll(async () => (await look(app, used)).body, { timeout: 30_000 }).toMatchObject({ reason: 'lost' })
      expect((await look(app, later)).status).toBe(404)
      expect((await claim(app.url, kept)).status).toBe(200)
    } finally {
      await app.destroy()
      await keeper.stop()
    }
  })
})
