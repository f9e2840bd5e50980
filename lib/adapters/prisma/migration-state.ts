import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, isSqlite } from './database.ts'

/** Whether a database has just the migrations of this version: `older` lacks some, `newer` has others. Changes nothing. Errors: the driver's own. */
export async function migrationState(
  database: Database,
  url: string,
  root: string,
): Promise<'current' | 'older' | 'newer'> {
  const rows = await database.$queryRawUnsafe<{ name: string }[]>(
    'SELECT "migration_name" AS "name" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL',
  )
  const applied = new Set(rows.map(({ name }) => name))
  const folder = join(root, 'prisma', isSqlite(url) ? 'sqlite' : 'postgresql', 'migrations')
  const entries = await readdir(folder, { withFileTypes: true })
  const known = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name))
  if ([...applied].some((name) => !known.has(name))) return 'newer'
  return [...known].every((name) => applied.has(name)) ? 'current' : 'older'
}
