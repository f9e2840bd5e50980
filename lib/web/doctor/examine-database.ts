import { existsSync } from 'node:fs'
import { describeFailure } from '../describe-failure.ts'
import { type Finding, fault, well } from './finding.ts'

const WAIT_MS = 5_000

async function examineSqlite(path: string): Promise<Finding> {
  if (!existsSync(path)) return well('The SQLite database is made at the first start.')
  const { default: Sqlite } = await import('better-sqlite3')
  const database = new Sqlite(path, { readonly: true, fileMustExist: true })
  try {
    const damage = database.pragma('quick_check', { simple: true })
    if (damage === 'ok') return well('The SQLite database is whole.')
    return fault(`DATABASE_URL: the SQLite database ${path} is damaged: restore it from a backup.`)
  } finally {
    database.close()
  }
}

async function examinePostgresql(url: string): Promise<Finding> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: WAIT_MS, query_timeout: WAIT_MS })
  // A connection that breaks while nothing is asked must not end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string; may: boolean | null; standby: boolean }>(
      `SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS standby,
         has_schema_privilege(current_schema(), 'CREATE') AS may`,
    )
    const [found] = rows
    if (found?.standby === true)
      return fault('DATABASE_URL: this PostgreSQL is a standby that cannot be written to: name the primary.')
    if (found?.may !== true)
      return fault('DATABASE_URL: this user may not make tables: GRANT CREATE, USAGE ON SCHEMA public TO that user.')
    return well(`PostgreSQL ${found.version} answers, and tables can be made.`)
  } finally {
    await client.end()
  }
}

/** Whether the database can be reached and used. Changes nothing. */
export async function examineDatabase(url: string): Promise<Finding> {
  const sqlite = url.startsWith('file:')
  try {
    return await (sqlite ? examineSqlite(url.slice('file:'.length)) : examinePostgresql(url))
  } catch (error) {
    return fault(`DATABASE_URL: ${sqlite ? 'SQLite' : 'PostgreSQL'} cannot be used (${describeFailure(error)}).`)
  }
}
