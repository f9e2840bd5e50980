import type { Database } from './database.ts'
import { APPLIED_MIGRATIONS, ownMigrations } from './migrations.ts'

/**
 * Whether a database has just the migrations of this version: `older` lacks some, `newer` has others. Changes nothing.
 * Errors: the driver's own.
 */
export async function migrationState(
  database: Database,
  url: string,
  root: string,
): Promise<'current' | 'older' | 'newer'> {
  const rows = await database.$queryRawUnsafe<{ name: string }[]>(APPLIED_MIGRATIONS)
  const applied = new Set(rows.map(({ name }) => name))
  const { names } = await ownMigrations(url, root)
  if ([...applied].some((name) => !names.has(name))) return 'newer'
  return [...names].every((name) => applied.has(name)) ? 'current' : 'older'
}
