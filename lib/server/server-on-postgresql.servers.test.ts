import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startPostgres } from '../../e2e/servers/postgres.ts'
import { openDatabase } from '../adapters/prisma/database.ts'
import { migrateDatabase } from '../adapters/prisma/migrate.ts'
import { createPrismaCensusStore } from '../adapters/prisma/prisma-due-store.ts'
import { describeAbuse } from './abuse.contract.ts'
import { describeChanges } from './changes.contract.ts'
import { describeDeletion } from './deletion.contract.ts'
import { describeLeases } from './leases.contract.ts'
import { describeLinks } from './links.contract.ts'
import { openTestServer } from './server.fixture.ts'
import { describeStorageCap } from './storage-cap.contract.ts'
import { describeTickets } from './tickets.contract.ts'

let postgres: PostgresServer
let databases = 0
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

async function freshDatabase(): Promise<string> {
  databases += 1
  return postgres.createDatabase(`test${databases}`)
}

describeLeases('leases on PostgreSQL', async () => openTestServer(await freshDatabase()))
describeChanges('changes on PostgreSQL', async () => openTestServer(await freshDatabase()))
describeLinks('links on PostgreSQL', async () => openTestServer(await freshDatabase()))
describeDeletion('deletion on PostgreSQL', async () => openTestServer(await freshDatabase()))
describeTickets('tickets on PostgreSQL', async () => openTestServer(await freshDatabase()))
describeStorageCap('the storage cap on PostgreSQL', async () => openTestServer(await freshDatabase()))
describeAbuse('abuse on PostgreSQL', async () => openTestServer(await freshDatabase()))

test('of ten replicas that migrate at once, one does and none fails', async () => {
  const url = await freshDatabase()
  const said: string[] = []
  await Promise.all(Array.from({ length: 10 }, () => migrateDatabase(url, '.', (line) => said.push(line))))
  const names = readdirSync('prisma/postgresql/migrations').filter((name) => /^\d/.test(name))
  expect(said).toEqual(names.sort().map((name) => `Database: applied migration ${name}`))
})

test('a database of the first version keeps its drops and the reports about them, and its links have no hint', async () => {
  const root = mkdtempSync(join(tmpdir(), 'snowdrop-upgrade-'))
  cpSync('prisma/postgresql', join(root, 'prisma/postgresql'), { recursive: true, dereference: true })
  const migrations = join(root, 'prisma/postgresql/migrations')
  const [, ...later] = readdirSync(migrations)
    .filter((name) => /^\d/.test(name))
    .sort()
  for (const name of later) rmSync(join(migrations, name), { recursive: true })
  const url = await freshDatabase()
  await migrateDatabase(url, root, () => {})
  rmSync(root, { recursive: true })
  const database = await openDatabase(url)
  await database.$executeRawUnsafe(`INSERT INTO "Drop" ("id", "state", "ownerHash", "header", "sealedLength", "createdAt", "lastActiveAt")
    VALUES ('d', 'live', 'o', 'h', 123, now(), now())`)
  await database.$executeRawUnsafe(`INSERT INTO "Link" ("locator", "dropId", "salt", "wrappedKey", "accessHash", "maxDownloads",
    "placesLeft", "createdAt", "expiresAt") VALUES ('l', 'd', 's', 'w', 'a', 3, 2, now(), now())`)
  await database.$executeRawUnsafe(`INSERT INTO "Report" ("locator", "at", "reason", "words", "code")
    VALUES ('gone', now(), 'other', '', NULL), ('l', now(), 'other', 'kept', 'c')`)
  await migrateDatabase(url, '.', () => {})
  expect(await database.report.findMany()).toMatchObject([{ locator: 'l', words: 'kept', code: 'c', closedAt: null }])
  expect(await database.link.findMany()).toMatchObject([{ locator: 'l', wrappedKey: 'w', hint: null, placesLeft: 2 }])
  expect(await createPrismaCensusStore(database).heldBytes()).toBe(123)
  await database.$disconnect()
})
