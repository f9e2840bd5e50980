import type { TraceStore } from '../../ports/drop-store.ts'
import { type Database, isSqlite } from './database.ts'
import { asking } from './unavailable.ts'

/** Replicas' clocks and transactions that were written down a little later than they were dated, in ms. */
const MARGIN_MS = 10_000

/** Whether something was erased since: keys with the end of a link, codes with that of a report. */
async function hasErased(database: Database, since: Date): Promise<boolean> {
  const select = { locator: true }
  const ended = await asking(() => database.link.findFirst({ where: { endedAt: { gte: since } }, select }))
  if (ended !== null) return true
  return (await asking(() => database.report.findFirst({ where: { closedAt: { gte: since } }, select }))) !== null
}

/**
 * Traces of erased columns. In SQLite's file itself `secure_delete` leaves none, but the write-ahead log still holds
 * what a page was before: it is moved into the file and cut to nothing. PostgreSQL keeps old rows until it vacuums and
 * in its own log: those are its operator's (docs/threat-model.md).
 */
export function createPrismaTraceStore(database: Database, url: string): TraceStore {
  if (!isSqlite(url)) return { wipe: () => Promise.resolve() }
  // The first time for what a killed process left.
  let wipedAt = 0
  return {
    wipe: async (now) => {
      if (wipedAt !== 0 && !(await hasErased(database, new Date(wipedAt - MARGIN_MS)))) return
      const [row] = await asking(() => database.$queryRawUnsafe<{ busy: bigint }[]>('PRAGMA wal_checkpoint(TRUNCATE)'))
      if (row?.busy === 0n) wipedAt = now
    },
  }
}
