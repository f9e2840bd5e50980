import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startPostgres } from '../../e2e/servers/postgres.ts'
import { migrateDatabase } from '../adapters/prisma/migrate.ts'
import { describeChanges } from './changes.contract.ts'
import { describeDeletion } from './deletion.contract.ts'
import { describeLeases } from './leases.contract.ts'
import { describeLinks } from './links.contract.ts'
import { openTestServer } from './server.fixture.ts'

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

test('of ten replicas that migrate at once, one does and none fails', async () => {
  const url = await freshDatabase()
  const said: string[] = []
  await Promise.all(Array.from({ length: 10 }, () => migrateDatabase(url, '.', (line) => said.push(line))))
  expect(said).toEqual([expect.stringContaining('_first'), expect.stringContaining('_hint')])
})
