import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askEverything, BOUNDED } from './ask-everything.fixture.ts'
import type { Database } from './database.ts'
import { PrismaClient } from './generated/sqlite/client.ts'
import { migrateDatabase } from './migrate.ts'
import { takingTurns } from './one-connection.ts'

const folder = mkdtempSync(join(tmpdir(), 'snowdrop-plans-'))
const path = join(folder, 'test.db')
const asked = new Set<string>()
let database: Database
let explain: Sqlite.Database
beforeAll(async () => {
  await migrateDatabase(`file:${path}`, '.', () => {})
  const adapter = new PrismaBetterSqlite3({ url: `file:${path}`, verbose: (sql) => asked.add(String(sql)) })
  database = new PrismaClient({ adapter: takingTurns(adapter) })
  explain = new Sqlite(path)
})
afterAll(async () => {
  await database.$disconnect()
  explain.close()
  rmSync(folder, { recursive: true, force: true })
})

test('no query of a request, the reaper, the sweep or the metrics reads or sorts a whole table', async () => {
  await askEverything(database, `file:${path}`)
  const queries = [...asked].filter((sql) => /^\s*(SELECT|UPDATE|DELETE)/i.test(sql))
  expect(queries.length).toBeGreaterThan(30)
  const scans = queries
    .filter((sql) => !BOUNDED.some((each) => each.test(sql)))
    .flatMap((sql) =>
      explain
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        // Not the result of a subquery, which Prisma counts. A sort reads all that was found, however few are taken of
        // it.
        .filter(({ detail }) => /^SCAN|TEMP B-TREE/.test(detail) && !/^SCAN (CONSTANT ROW|sub$)/.test(detail))
        .map(({ detail }) => `${detail}: ${sql}`),
    )
  expect(scans).toEqual([])
})
