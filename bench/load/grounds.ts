import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { startCeph } from '../../e2e/servers/ceph.ts'
import { startPostgres } from '../../e2e/servers/postgres.ts'
import { migrateDatabase } from '../../lib/adapters/prisma/migrate.ts'

/** A database and a storage, with its tables made and nothing in them. */
export interface Ground {
  readonly kind: 'sqlite' | 'postgresql'
  readonly name: string
  readonly databaseUrl: string
  /** What the app is told. */
  readonly settings: Record<string, string>
  /** Runs statements; answers the last one's rows. */
  readonly ask: (...statements: readonly string[]) => Promise<Record<string, unknown>[]>
  /** The bytes that the database takes. */
  readonly size: () => Promise<number>
  /** Puts a small blob there for each drop. */
  readonly putBlobs: (ids: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Works `items` off, `width` at a time. */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = items.values()
  const lane = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

const BLOB = Buffer.alloc(1024)

/** SQLite and files, the embedded default. */
export async function startOnDisk(): Promise<Ground> {
  const home = mkdtempSync(join(tmpdir(), 'snowdrop-load-'))
  const data = join(home, 'data')
  mkdirSync(data)
  const path = join(data, 'snowdrop.db')
  await migrateDatabase(`file:${path}`, '.', () => {})
  const database = new Sqlite(path)
  database.pragma('busy_timeout = 10000')
  return {
    kind: 'sqlite',
    name: 'SQLite, disk',
    databaseUrl: `file:${path}`,
    settings: { SNOWDROP_DATA_DIR: data },
    ask: (...statements) => {
      const answers = statements.map((sql) => {
        const statement = database.prepare<[], Record<string, unknown>>(sql)
        return statement.reader ? statement.all() : (statement.run(), [])
      })
      return Promise.resolve(answers.at(-1) ?? [])
    },
    size: () =>
      Promise.resolve(
        readdirSync(data)
          .filter((name) => name.startsWith('snowdrop.db'))
          .reduce((sum, name) => sum + statSync(join(data, name)).size, 0),
      ),
    putBlobs: (ids) => {
      for (const id of ids) {
        const folder = join(data, 'storage', 'blobs', id.slice(0, 2), id)
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, '00001'), BLOB)
      }
      return Promise.resolve()
    },
    stop: () => {
      database.close()
      rmSync(home, { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}

const BUCKET = 'drops'

/** PostgreSQL and a bucket of Ceph's, the database forcing its log to the disk as an operator's does. */
export async function startOnBucket(): Promise<Ground> {
  const postgres = await startPostgres({ durable: true })
  const { endpoint, region, credentials, stop: stopCeph } = await startCeph()
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const databaseUrl = await postgres.createDatabase('snowdrop')
  await migrateDatabase(databaseUrl, '.', () => {})
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  const ask: Ground['ask'] = async (...statements) => {
    let rows: Record<string, unknown>[] = []
    for (const sql of statements) ({ rows } = await database.query<Record<string, unknown>>(sql))
    return rows
  }
  return {
    kind: 'postgresql',
    name: 'PostgreSQL, Ceph',
    databaseUrl,
    settings: {
      DATABASE_URL: databaseUrl,
      SNOWDROP_STORAGE: 's3',
      SNOWDROP_S3_BUCKET: BUCKET,
      SNOWDROP_S3_ENDPOINT: endpoint,
      SNOWDROP_S3_REGION: region,
      SNOWDROP_S3_FORCE_PATH_STYLE: 'true',
      SNOWDROP_S3_ACCESS_KEY_ID: credentials.accessKeyId,
      SNOWDROP_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    ask,
    size: async () => Number((await ask('SELECT pg_database_size(current_database()) AS bytes'))[0]?.bytes),
    putBlobs: (ids) =>
      inLanes(ids, 16, (id) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `drops/${id}`, Body: BLOB }))),
    stop: async () => {
      await database.end()
      client.destroy()
      await stopCeph()
      await postgres.stop()
    },
  }
}
