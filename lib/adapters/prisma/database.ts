import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient as PostgresqlClient } from './generated/postgresql/client.ts'
import { PrismaClient } from './generated/sqlite/client.ts'
import { takingTurns } from './one-connection.ts'

/** Both providers have the same models, so one generated client's type serves for both. */
export type Database = PrismaClient

/** A client inside a transaction. */
export type Transaction = Parameters<Parameters<Database['$transaction']>[0]>[0]

/** Whether a connection string means SQLite. */
export function isSqlite(url: string): boolean {
  return url.startsWith('file:')
}

/** Waiting for the one writer is normal under load; a transaction itself takes milliseconds. */
const transactionOptions = { maxWait: 15_000, timeout: 15_000 }

/** Opens the database behind `file:…` or `postgresql://…`. */
export async function openDatabase(url: string): Promise<Database> {
  if (isSqlite(url)) {
    const database = new PrismaClient({
      adapter: takingTurns(new PrismaBetterSqlite3({ url })),
      transactionOptions,
    })
    // A counted download must stay counted through a power cut, which WAL's default (NORMAL) does not promise.
    await database.$queryRawUnsafe('PRAGMA synchronous = FULL')
    await database.$queryRawUnsafe('PRAGMA busy_timeout = 10000')
    // What is erased shall not stay in the file's free space.
    await database.$queryRawUnsafe('PRAGMA secure_delete = ON')
    return database
  }
  // The only seam between the two generated clients: same models, same methods.
  return new PostgresqlClient({
    adapter: new PrismaPg({ connectionString: url, max: 20 }),
    transactionOptions,
  }) as unknown as Database
}
