import Sqlite from 'better-sqlite3'
import pg from 'pg'

/** What the database says, as far as it has to agree with itself and with storage. */
export interface Rows {
  readonly drops: readonly {
    readonly id: string
    readonly state: 'uploading' | 'live' | 'ended'
    readonly sealedLength: number
    readonly heldBytes: number
  }[]
  readonly links: readonly {
    readonly locator: string
    readonly dropId: string
    readonly maxDownloads: number
    readonly counted: number
    readonly running: number
    readonly placesLeft: number
    readonly givenBack: number
    readonly ended: boolean
    readonly hasKey: boolean
  }[]
  readonly leases: readonly { readonly locator: string; readonly state: string }[]
  /** Drops whose deletion is not confirmed. */
  readonly deletions: readonly string[]
  /** What all drops hold together. */
  readonly heldBytes: number
}

type Row = Record<string, unknown>
type Query = (sql: string) => Promise<readonly Row[]>

const QUERIES = {
  drops: 'SELECT "id", "state", "sealedLength", "heldBytes" FROM "Drop"',
  links: `SELECT "locator", "dropId", "maxDownloads", "counted", "running", "placesLeft", "givenBack",
    "endedAt" IS NOT NULL AS "ended", "wrappedKey" IS NOT NULL AS "hasKey" FROM "Link"`,
  leases: 'SELECT "locator", "state" FROM "Lease"',
  deletions: 'SELECT "dropId" FROM "Deletion"',
  storage: 'SELECT "heldBytes" FROM "Storage"',
}

/** Drivers spell numbers and truths differently. */
function toLink(row: Row): Rows['links'][number] {
  const number = (name: string) => Number(row[name])
  return {
    locator: String(row.locator),
    dropId: String(row.dropId),
    maxDownloads: number('maxDownloads'),
    counted: number('counted'),
    running: number('running'),
    placesLeft: number('placesLeft'),
    givenBack: number('givenBack'),
    ended: Boolean(row.ended),
    hasKey: Boolean(row.hasKey),
  }
}

async function readAll(query: Query): Promise<Rows> {
  const [drops, links, leases, deletions, storage] = [
    await query(QUERIES.drops),
    await query(QUERIES.links),
    await query(QUERIES.leases),
    await query(QUERIES.deletions),
    await query(QUERIES.storage),
  ]
  return {
    drops: drops.map(({ id, state, sealedLength, heldBytes }) => ({
      id: String(id),
      state: String(state) as Rows['drops'][number]['state'],
      sealedLength: Number(sealedLength),
      heldBytes: Number(heldBytes),
    })),
    links: links.map(toLink),
    leases: leases.map(({ locator, state }) => ({ locator: String(locator), state: String(state) })),
    deletions: deletions.map(({ dropId }) => String(dropId)),
    heldBytes: Number(storage[0]?.heldBytes),
  }
}

async function readPostgres(url: string): Promise<Rows> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // Everything as of one moment.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    return await readAll(async (sql) => (await client.query<Row>(sql)).rows)
  } finally {
    await client.end()
  }
}

async function readSqlite(path: string): Promise<Rows> {
  const database = new Sqlite(path)
  try {
    database.exec('BEGIN')
    return await readAll((sql) => Promise.resolve(database.prepare<[], Row>(sql).all()))
  } finally {
    database.close()
  }
}

/** Reads the app's database directly, beside the app. */
export function readRows(url: string): Promise<Rows> {
  return url.startsWith('file:') ? readSqlite(url.slice('file:'.length)) : readPostgres(url)
}
