import pg from 'pg'

/** A row of PostgreSQL that nobody else can change for now. */
export interface HeldRow {
  /** How many others wait for it, or for another row. */
  readonly waiting: () => Promise<number>
  /** Lets the others go on. */
  readonly release: () => Promise<void>
}

/** Locks rows, so that whoever wants to change them stands still in the middle of that: `query` selects them. */
export async function holdRow(url: string, query: string, ...values: readonly string[]): Promise<HeldRow> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  const { rowCount } = await client.query(`${query} FOR UPDATE`, [...values])
  if (rowCount === 0) throw new Error(`there is no such row: ${query}`)
  return {
    waiting: async () => {
      const { rows } = await client.query<{ count: string }>(
        `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      return Number(rows[0]?.count)
    },
    release: () => client.end(),
  }
}
