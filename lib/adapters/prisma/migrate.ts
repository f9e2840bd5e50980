import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isSqlite } from './database.ts'
import { APPLIED_MIGRATIONS, ownMigrations } from './migrations.ts'

/** What a migration needs of either driver. */
interface Connection {
  readonly run: (sql: string) => Promise<void>
  readonly applied: () => Promise<ReadonlySet<string>>
  /** Ends the transaction and the connection. */
  readonly close: (how: 'COMMIT' | 'ROLLBACK') => Promise<void>
}

/** Prisma's own bookkeeping table, so that its tools agree about what was applied. */
function bookkeeping(time: string): string {
  return `CREATE TABLE IF NOT EXISTS "_prisma_migrations" ("id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL,
    "finished_at" ${time}, "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" ${time},
    "started_at" ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`
}

async function openSqlite(url: string): Promise<Connection> {
  const { default: Sqlite } = await import('better-sqlite3')
  const path = url.slice('file:'.length)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const database = new Sqlite(path)
  // WAL lets readers go on while one writes; it is a property of the file and stays.
  database.pragma('journal_mode = WAL')
  // Migrations that rebuild a table need it, and it cannot be changed inside the transaction.
  database.pragma('foreign_keys = OFF')
  database.exec('BEGIN IMMEDIATE')
  database.exec(bookkeeping('DATETIME'))
  return {
    run: (sql) => {
      database.exec(sql)
      return Promise.resolve()
    },
    applied: () =>
      Promise.resolve(
        new Set(
          database
            .prepare<[], { name: string }>(APPLIED_MIGRATIONS)
            .all()
            .map(({ name }) => name),
        ),
      ),
    close: (how) => {
      if (database.inTransaction) database.exec(how)
      database.close()
      return Promise.resolve()
    },
  }
}

/** Any number: all replicas take the same one, and only one at a time migrates. */
const ADVISORY_LOCK = 72_707_369

async function openPostgresql(url: string): Promise<Connection> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`)
  await client.query('BEGIN')
  await client.query(bookkeeping('TIMESTAMPTZ'))
  return {
    run: async (sql) => {
      await client.query(sql)
    },
    applied: async () =>
      new Set((await client.query<{ name: string }>(APPLIED_MIGRATIONS)).rows.map(({ name }) => name)),
    close: async (how) => {
      await client.query(how)
      await client.end()
    },
  }
}

/**
 * Applies the committed migrations that the database does not have yet, in order and all or none, one replica at a
 * time. `root` is the project's folder; `say` hears of each. Errors: the driver's own, and a plain `Error` for a
 * database of a newer version.
 */
export async function migrateDatabase(url: string, root: string, say: (line: string) => void): Promise<void> {
  const { folder, names } = await ownMigrations(url, root)
  const connection = await (isSqlite(url) ? openSqlite(url) : openPostgresql(url))
  let how: 'COMMIT' | 'ROLLBACK' = 'ROLLBACK'
  try {
    const applied = await connection.applied()
    const foreign = [...applied].filter((name) => !names.has(name))
    if (foreign.length > 0)
      throw new Error(`the database is of a newer version: this one does not know its migration ${foreign.join(', ')}`)
    for (const name of [...names].filter((each) => !applied.has(each)).sort()) {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      await connection.run(sql)
      await connection.run(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "applied_steps_count")
         VALUES ('${randomUUID()}', '${checksum}', CURRENT_TIMESTAMP, '${name}', 1)`,
      )
      say(`Database: applied migration ${name}`)
    }
    how = 'COMMIT'
  } finally {
    await connection.close(how)
  }
}
