import type { CensusStore, DeletionRow, DueStore } from '../../ports/drop-store.ts'
import { dropId, leaseId, locator } from '../../wire/fields.ts'
import type { Database, Transaction } from './database.ts'
import { endDropIf } from './endings.ts'
import { heldByAll, letGo } from './held-storage.ts'
import { asking, transact } from './unavailable.ts'

const takeDeletions =
  (database: Database): DueStore['takeDeletions'] =>
  async ({ now, latest, until }, most) => {
    const [over, ahead] = [{ lte: new Date(now) }, { gt: new Date(latest) }]
    // Two queries, as one over both ends would read all that lies between.
    const find = (dueAt: typeof over | typeof ahead) =>
      asking(() =>
        database.deletion.findMany({
          where: { dueAt },
          orderBy: { dueAt: 'asc' },
          select: { dropId: true },
          take: most,
        }),
      )
    const due = [...(await find(over)), ...(await find(ahead))].slice(0, most).map(({ dropId: id }) => id)
    if (due.length === 0) return []
    // Only those that are still due: of several replicas that saw one, one takes it.
    const taken = await asking(() =>
      database.deletion.updateManyAndReturn({
        where: { dropId: { in: due }, OR: [{ dueAt: over }, { dueAt: ahead }] },
        data: { dueAt: new Date(until), attempts: { increment: 1 } },
      }),
    )
    return taken.map(
      (row): DeletionRow => ({ dropId: row.dropId, createdAt: row.createdAt.getTime(), attempts: row.attempts }),
    )
  }

/**
 * Closes those that are still open, and gives back what their drops held: of several replicas that close one, the first
 * holds its row until it is gone.
 */
async function close(tx: Transaction, ids: readonly string[]): Promise<readonly string[]> {
  const where = { dropId: { in: [...ids] } }
  const data = { attempts: { increment: 0 } }
  const open = await tx.deletion.updateManyAndReturn({ where, data, select: { dropId: true } })
  const closing = open.map(({ dropId: id }) => id)
  await tx.deletion.deleteMany({ where: { dropId: { in: closing } } })
  await letGo(tx, closing)
  return closing
}

/** Of drops, those whose bytes are gone. */
async function withoutDeletion(database: Database, ids: readonly string[]): Promise<string[]> {
  const where = { dropId: { in: [...ids] } }
  const open = await asking(() => database.deletion.findMany({ where, select: { dropId: true } }))
  const waiting = new Set(open.map(({ dropId: id }) => id))
  return ids.filter((id) => !waiting.has(id))
}

/** However many wait for storage, which may not delete for weeks, what comes behind them is found. */
const forget =
  (database: Database): DueStore['forget'] =>
  async (before, most) => {
    const where = { state: 'ended', endedAt: { lt: new Date(before) } }
    const orderBy = { endedAt: 'asc' as const }
    for (let skip = 0; ; skip += most) {
      const ended = await asking(() =>
        database.drop.findMany({ where, orderBy, select: { id: true }, take: most, skip }),
      )
      const gone = await withoutDeletion(
        database,
        ended.map(({ id }) => id),
      )
      if (gone.length === 0 && ended.length === most) continue
      return (await asking(() => database.drop.deleteMany({ where: { id: { in: gone } } }))).count
    }
  }

/**
 * What the reaper works off, on Prisma.
 *
 * [Note: Order of what is due] Each list is in the order of the index that finds it. Without an order Prisma sorts by
 * the primary key, so that all that is due would be read for each batch of it: a backlog would take its own square.
 */
export function createPrismaDueStore(database: Database): DueStore {
  return {
    expiredLinks: async (now, most) => {
      const where = { endedAt: null, expiresAt: { lte: new Date(now) } }
      const orderBy = [{ endedAt: 'asc' as const }, { expiresAt: 'asc' as const }]
      const rows = await asking(() => database.link.findMany({ where, orderBy, select: { locator: true }, take: most }))
      return rows.map((row) => locator.parse(row.locator))
    },
    lapsedLeases: async (now, most) => {
      const where = { state: 'running', lapsesAt: { lte: new Date(now) } }
      const orderBy = { lapsesAt: 'asc' as const }
      const rows = await asking(() => database.lease.findMany({ where, orderBy, select: { id: true }, take: most }))
      return rows.map((row) => leaseId.parse(row.id))
    },
    idleUploads: async (before, most) => {
      const where = { state: 'uploading', lastActiveAt: { lte: new Date(before) } }
      const orderBy = { lastActiveAt: 'asc' as const }
      const rows = await asking(() => database.drop.findMany({ where, orderBy, select: { id: true }, take: most }))
      return rows.map((row) => dropId.parse(row.id))
    },
    endUpload: (id, before, now) => {
      const where = { state: 'uploading', lastActiveAt: { lte: new Date(before) } }
      return transact(database, (tx) => endDropIf(tx, id, where, now))
    },
    takeDeletions: takeDeletions(database),
    closeDeletions: async (ids, dueAt) => {
      if (dueAt === null) return transact(database, (tx) => close(tx, ids))
      const where = { dropId: { in: [...ids] } }
      const data = { dueAt: new Date(dueAt) }
      const open = await asking(() => database.deletion.updateManyAndReturn({ where, data, select: { dropId: true } }))
      return open.map(({ dropId: id }) => id)
    },
    forget: forget(database),
  }
}

/** What the sweep and the metrics ask beside, on Prisma. */
export function createPrismaCensusStore(database: Database): CensusStore {
  return {
    known: async (keys) => {
      const where = { id: { in: [...keys] }, state: { not: 'ended' } }
      const rows = await asking(() => database.drop.findMany({ where, select: { id: true } }))
      return new Set(rows.map(({ id }) => id))
    },
    isDeleting: async (id) => (await asking(() => database.deletion.count({ where: { dropId: id } }))) > 0,
    drops: async (after, most) => {
      const select = { id: true, state: true, lastActiveAt: true }
      const rows = await asking(() =>
        database.drop.findMany({ where: { id: { gt: after } }, orderBy: { id: 'asc' }, select, take: most }),
      )
      return rows.map((row) => ({
        id: dropId.parse(row.id),
        isLive: row.state === 'live',
        lastActiveAt: row.lastActiveAt.getTime(),
      }))
    },
    heldBytes: () => asking(() => heldByAll(database)),
    count: async () => {
      const [uploading, live, leases, reports, outbox] = await asking(() =>
        Promise.all([
          database.drop.count({ where: { state: 'uploading' } }),
          database.drop.count({ where: { state: 'live' } }),
          database.lease.count({ where: { state: 'running' } }),
          database.report.count({ where: { closedAt: null } }),
          database.deletion.aggregate({ _count: true, _min: { createdAt: true } }),
        ]),
      )
      return {
        ...{ uploading, live, leases, reports },
        deletions: outbox._count,
        oldestDeletion: outbox._min.createdAt?.getTime() ?? null,
      }
    },
  }
}
