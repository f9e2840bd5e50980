import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { call, claim, type LiveDrop, liveDrop } from './api-client.ts'

const look = (app: AppServer, drop: LiveDrop) => call(app.url, 'GET', `/links/${drop.locator}`)

async function download(app: AppServer, drop: LiveDrop): Promise<void> {
  const lease = await claim(app.url, drop)
  await call(app.url, 'POST', `/leases/${lease.id}/complete`, lease.token)
}

test('a backup is taken while drops come and go, and its restore does what the operator is told', async () => {
  let app = await startApp({ SNOWDROP_SWEEP_INTERVAL: '1s' })
  try {
    const [before, used, kept] = [
      await liveDrop(app.url),
      await liveDrop(app.url),
      await liveDrop(app.url, { maxDownloads: 2 }),
    ]
    await download(app, before)
    await expect
      .poll(async () => (await call(app.url, 'GET', `/drops/${before.id}`, before.owner)).body.stored)
      .toBe(false)
    const file = join(app.dataDir, 'snowdrop.db')
    const copy = join(app.dataDir, 'copy.db')
    const database = new Sqlite(file, { readonly: true })
    await database.backup(copy)
    database.close()
    // What had ended by then is in no backup: neither its wrapped key nor its bytes.
    expect(readFileSync(copy).includes(before.wrappedKey)).toBe(false)
    expect(readFileSync(copy).includes(used.wrappedKey)).toBe(true)
    await download(app, used)
    await download(app, kept)
    const later = await liveDrop(app.url)
    await expect.poll(async () => (await call(app.url, 'GET', `/drops/${used.id}`, used.owner)).body.stored).toBe(false)
    expect(await app.stop('SIGTERM')).toBe(0)

    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
    const whole = new Sqlite(copy)
    await whole.backup(file)
    whole.close()
    app = await startApp({ SNOWDROP_SWEEP_INTERVAL: '1s' }, app)
    expect((await look(app, before)).body).toMatchObject({ state: 'ended', reason: 'used-up' })
    // Counts are those of the backup …
    expect((await look(app, kept)).body).toMatchObject({ state: 'live', placesLeft: 2 })
    // … what ended since has no bytes, and says so after two sweeps; what began since is unknown.
    await expect.poll(async () => (await look(app, used)).body, { timeout: 30_000 }).toMatchObject({ reason: 'lost' })
    expect((await look(app, later)).status).toBe(404)
    expect((await claim(app.url, kept)).status).toBe(200)
  } finally {
    await app.destroy()
  }
})
