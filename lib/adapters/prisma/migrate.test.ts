import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrateDatabase } from './migrate.ts'

const OURS = readdirSync('prisma/sqlite/migrations').filter((name) => /^\d/.test(name)).length

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snowdrop-migrate-'))
  cpSync('prisma/sqlite', join(root, 'prisma/sqlite'), { recursive: true, dereference: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const path = () => join(root, 'data/test.db')

async function migrate(): Promise<string[]> {
  const said: string[] = []
  await migrateDatabase(`file:${path()}`, root, (line) => said.push(line))
  return said
}

function addMigration(name: string, sql: string): void {
  mkdirSync(join(root, 'prisma/sqlite/migrations', name))
  writeFileSync(join(root, 'prisma/sqlite/migrations', name, 'migration.sql'), sql)
}

function names(kind: 'table' | 'migration'): string[] {
  const database = new Sqlite(path(), { readonly: true })
  const query =
    kind === 'table'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : 'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name'
  const rows = database.prepare<[], { name: string }>(query).all()
  database.close()
  return rows.map(({ name }) => name)
}

test('a fresh database gets every migration once, in a folder that only its owner reads', async () => {
  expect(await migrate()).toHaveLength(OURS)
  expect(await migrate()).toHaveLength(0)
  expect(statSync(join(root, 'data')).mode & 0o077).toBe(0)
  addMigration('29991231000000_second', 'CREATE TABLE "Second" ("id" TEXT)')
  addMigration('29991231000001_third', 'ALTER TABLE "Second" ADD COLUMN "more" TEXT')
  expect(await migrate()).toEqual([
    'Database: applied migration 29991231000000_second',
    'Database: applied migration 29991231000001_third',
  ])
  expect(names('table')).toContain('Second')
  expect(names('migration')).toHaveLength(OURS + 2)
})

test('one that fails half-way leaves nothing of itself nor of those applied with it, and says what failed', async () => {
  await migrate()
  addMigration('29991231000000_second', 'CREATE TABLE "Second" ("id" TEXT)')
  addMigration('29991231000001_third', 'CREATE TABLE "Third" ("id" TEXT); CREATE TABLE "Second" ("id" TEXT)')
  await expect(migrate()).rejects.toThrow('Second')
  expect(names('table')).not.toContain('Second')
  expect(names('table')).not.toContain('Third')
  expect(names('migration')).toHaveLength(OURS)
  rmSync(join(root, 'prisma/sqlite/migrations/29991231000001_third'), { recursive: true })
  expect(await migrate()).toHaveLength(1)
})

test('a database of a newer version is refused and left as it is', async () => {
  addMigration('29991231000000_second', 'CREATE TABLE "Second" ("id" TEXT)')
  await migrate()
  rmSync(join(root, 'prisma/sqlite/migrations/29991231000000_second'), { recursive: true })
  await expect(migrate()).rejects.toThrow('newer version')
})

test('a database of the first version keeps its drops and the reports about them, and its links have no hint', async () => {
  const [first = '', ...later] = readdirSync(join(root, 'prisma/sqlite/migrations'))
    .filter((name) => /^\d/.test(name))
    .sort()
  expect(later.length).toBeGreaterThan(0)
  for (const name of later) rmSync(join(root, 'prisma/sqlite/migrations', name), { recursive: true })
  expect(await migrate()).toEqual([`Database: applied migration ${first}`])
  const old = new Sqlite(path())
  old.exec(`INSERT INTO "Drop" ("id", "state", "ownerHash", "header", "createdAt", "lastActiveAt") VALUES ('d', 'live', 'o', 'h', 1, 1);
    INSERT INTO "Link" ("locator", "dropId", "salt", "wrappedKey", "accessHash", "maxDownloads", "placesLeft", "createdAt", "expiresAt")
    VALUES ('l', 'd', 's', 'w', 'a', 3, 2, 1, 2);
    INSERT INTO "Report" ("locator", "at", "reason", "words", "code") VALUES ('gone', 1, 'other', '', NULL), ('l', 1, 'other', 'kept', 'c')`)
  old.close()
  cpSync('prisma/sqlite', join(root, 'prisma/sqlite'), { recursive: true, dereference: true })
  expect(await migrate()).toHaveLength(later.length)
  const now = new Sqlite(path(), { readonly: true })
  const columns = '"locator", "dropId", "salt", "wrappedKey", "hint", "placesLeft"'
  expect(now.prepare(`SELECT ${columns} FROM "Link"`).all()).toEqual([
    { locator: 'l', dropId: 'd', salt: 's', wrappedKey: 'w', hint: null, placesLeft: 2 },
  ])
  const kept = { id: 2, locator: 'l', words: 'kept', code: 'c', closedAt: null }
  expect(now.prepare('SELECT "id", "locator", "words", "code", "closedAt" FROM "Report"').all()).toEqual([kept])
  now.close()
})
