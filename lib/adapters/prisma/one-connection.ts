import type { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

/**
 * [Note: One connection, one at a time] SQLite's adapter has one connection for everything, and lets only transactions
 * wait for each other: any other query runs inside the transaction that happens to be open, sees what may still be
 * undone, and is undone with it. So here everything takes its turn.
 */

type Adapter = Awaited<ReturnType<PrismaBetterSqlite3['connect']>>
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>
/** Waits for the turn; its answer ends it. */
type TakeTurn = () => Promise<() => void>

function createTurns(): TakeTurn {
  let last: Promise<undefined> = Promise.resolve(undefined)
  return async () => {
    const before = last
    const { promise, resolve } = Promise.withResolvers<undefined>()
    last = promise
    await before
    return () => resolve(undefined)
  }
}

/** A transaction that gives its turn back when it ends, and is surely closed by then, even where its COMMIT failed. */
function withTurn(transaction: Transaction, endTurn: () => void): Transaction {
  const { provider, adapterName, options } = transaction
  let open = true
  return {
    provider,
    adapterName,
    options,
    queryRaw: (query) => transaction.queryRaw(query),
    executeRaw: async (query) => {
      const changed = await transaction.executeRaw(query)
      if (query.sql === 'COMMIT' || query.sql === 'ROLLBACK') open = false
      return changed
    },
    commit: () => transaction.commit().finally(endTurn),
    rollback: async () => {
      try {
        // SQLite itself undoes a transaction after some failures; then there is nothing left to undo, which it reports
        // as an error.
        if (open) await transaction.executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] }).catch(() => {})
        await transaction.rollback()
      } finally {
        endTurn()
      }
    },
  }
}

function inTurns(adapter: Adapter): Adapter {
  const takeTurn = createTurns()
  const alone = async <T>(query: () => Promise<T>): Promise<T> => {
    const endTurn = await takeTurn()
    try {
      return await query()
    } finally {
      endTurn()
    }
  }
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => alone(() => adapter.queryRaw(query)),
    executeRaw: (query) => alone(() => adapter.executeRaw(query)),
    executeScript: (script) => alone(() => adapter.executeScript(script)),
    startTransaction: async (level) => {
      const endTurn = await takeTurn()
      try {
        return withTurn(await adapter.startTransaction(level), endTurn)
      } catch (error) {
        endTurn()
        throw error
      }
    },
    dispose: () => alone(() => adapter.dispose()),
  }
}

/** The same adapter, whose queries and transactions take turns. */
export function takingTurns(
  factory: PrismaBetterSqlite3,
): Pick<PrismaBetterSqlite3, 'provider' | 'adapterName' | 'connect'> {
  const { provider, adapterName } = factory
  return { provider, adapterName, connect: async () => inTurns(await factory.connect()) }
}
