import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSqlite } from './database.ts'

/** Asks for the `name` of each migration that a database has, in the table in which Prisma's own tools note them. */
export const APPLIED_MIGRATIONS =
  'SELECT "migration_name" AS "name" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL'

/**
 * The migrations of this version for such a database, each a folder of its name in `folder`; `root` is the project's
 * folder.
 */
export async function ownMigrations(
  url: string,
  root: string,
): Promise<{ readonly folder: string; readonly names: ReadonlySet<string> }> {
  const folder = join(root, 'prisma', isSqlite(url) ? 'sqlite' : 'postgresql', 'migrations')
  const entries = await readdir(folder, { withFileTypes: true })
  return { folder, names: new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)) }
}
