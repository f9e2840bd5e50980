import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { seedStatements } from '../../../bench/load/seed.ts'
import { type PostgresServer, startPostgres } from '../../../e2e/servers/postgres.ts'
import { askEverything, BOUNDED } from './ask-everything.fixture.ts'
import { openDatabase } from './database.ts'
import { migrateDatabase } from './migrate.ts'

/** So many that reading a whole table is never the cheapest way. */
const LINKS = 20_000
let postgres: PostgresServer
let url: string
let explain: pg.Client
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase('plans')
  await migrateDatabase(url, '.', () => {})
  explain = new pg.Client({ connectionString: url })
  await explain.connect()
  const more = [
    `INSERT INTO "Deletion" SELECT "id", "endedAt", "endedAt" + interval '30 days', 0 FROM "Drop" WHERE "state" = 'ended'`,
    `INSERT INTO "Ticket" ("hash", "label", "drops", "dropsLeft", "bytes", "bytesLeft", "createdAt", "expiresAt")
     SELECT "id", '', 1, 1, 1, 1, "createdAt", "createdAt" + interval '30 days' FROM "Drop"`,
    `INSERT INTO "Report" ("locator", "at", "reason", "words", "closedAt")
     SELECT "locator", "createdAt", '', '', CASE WHEN "endedAt" IS NOT NULL THEN "endedAt" END FROM "Link"`,
    `INSERT INTO "Block" ("hash", "sealedLength", "dropId", "createdAt") SELECT "id", row_number() OVER (), "id", "createdAt" FROM "Drop"`,
    `INSERT INTO "Audit" ("at", "who", "action", "subject") SELECT "createdAt", '', '', "id" FROM "Drop"`,
    'VACUUM ANALYZE',
  ]
  for (const sql of [...seedStatements('postgresql', LINKS), ...more]) await explain.query(sql)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await explain.end()
  await postgres.stop()
})

interface Asked {
  readonly text: string
  readonly values: unknown[]
}

/** What really goes to the server while `work` runs, each statement once, with its values. */
async function listen(work: () => Promise<void>): Promise<readonly Asked[]> {
  const asked = new Map<string, Asked>()
  const query = vi.spyOn(pg.Client.prototype, 'query')
  await work()
  for (const [config, given] of query.mock.calls as unknown as [Partial<Asked> | string, unknown[] | undefined][]) {
    if (typeof config === 'string' || config.text === undefined) continue
    asked.set(config.text, { text: config.text, values: config.values ?? given ?? [] })
  }
  query.mockRestore()
  return [...asked.values()]
}

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

async function planOf({ text, values }: Asked): Promise<readonly Plan[]> {
  const { rows } = await explain.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${text}`, values)
  return rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan))
}

test('no query of a request, the reaper, the sweep or the metrics reads or sorts a whole table', async () => {
  const asked = await listen(async () => {
    const database = await openDatabase(url)
    await askEverything(database, url)
    await database.$disconnect()
  })
  const queries = asked.filter(({ text }) => /^\s*(SELECT|UPDATE|DELETE)/i.test(text))
  expect(queries.length).toBeGreaterThan(30)
  const wrong: string[] = []
  for (const query of queries.filter(({ text }) => !BOUNDED.some((each) => each.test(text)))) {
    for (const { 'Node Type': type, 'Relation Name': table = '' } of await planOf(query)) {
      // One row has no other way.
      if ((type === 'Seq Scan' && table !== 'Storage') || type.endsWith('Sort'))
        wrong.push(`${type} ${table}: ${query.text}`)
    }
  }
  expect(wrong).toEqual([])
})
