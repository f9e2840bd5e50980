import type { CensusStore, DeletionRow, DueStore } from '../../ports/drop-store.ts'
import { dropId, leaseId, locator } from '../../wire/fields.ts'
import type { Database } from './database.ts'
import { endDropIf } from './endings.ts'
import { heldByAll, letGo } from './held-storage.ts'
import { asking, transact } from './unavailable.ts'

const takeDeletions =
  (database: Database): DueStore['takeDeletions'] =>
  async ({ now, latest, until }, most) => {
    // Two queries, as one over both ends would read all that lies between.
    const find = (dueAt: { lte: Date } | { gt: Date }) =>
      asking(() => database.deletion.findMany({ where: { dueAt }, orderBy: { dueAt: 'asc' }, take: most }))
    const due = [...(await find({ lte: new Date(now) })), ...(await find({ gt: new Date(latest) }))]
    const taken: DeletionRow[] = []
    for (const row of due.slice(0, most)) {
      // Conditional on the time it was due: of several replicas that saw it, one takes it.
      const { count } = await asking(() =>
        database.deletion.updateMany({
          where: { dropId: row.dropId, dueAt: row.dueAt },
          data: { dueAt: new Date(until), attempts: { increment: 1 } },
        }),
      )
      if (count === 1)
        taken.push({ dropId: row.dropId, createdAt: row.createdAt.getTime(), attempts: row.attempts + 1 })
    }
    return taken
  }

const forget =
  (database: Database): DueStore['forget'] =>
  async (before, most) => {
    const where = { state: 'ended', endedAt: { lt: new Date(before) } }
    const ended = await asking(() => database.drop.findMany({ where, select: { id: true }, take: most }))
    const ids = ended.map(({ id }) => id)
    const open = await asking(() =>
      database.deletion.findMany({ where: { dropId: { in: ids } }, select: { dropId: true } }),
    )
    const waiting = new Set(open.map(({ dropId: id }) => id))
    const { count } = await asking(() =>
      database.drop.deleteMany({ where: { id: { in: ids.filter((id) => !waiting.has(id)) } } }),
    )
    return count
  }

/** What the reaper works off, on Prisma. */
export function createPrismaDueStore(database: Database): DueStore {
  return {
    expiredLinks: async (now, most) => {
      const where = { endedAt: null, expiresAt: { lte: new Date(now) } }
      const rows = await asking(() => database.link.findMany({ where, select: { locator: true }, take: most }))
      return rows.map((row) => locator.parse(row.locator))
    },
    lapsedLeases: async (now, most) => {
      const where = { state: 'running', lapsesAt: { lte: new Date(now) } }
      const rows = await asking(() => database.lease.findMany({ where, select: { id: true }, take: most }))
      return rows.map((row) => leaseId.parse(row.id))
    },
    idleUploads: async (before, most) => {
      const where = { state: 'uploading', lastActiveAt: { lte: new Date(before) } }
      const rows = await asking(() => database.drop.findMany({ where, select: { id: true }, take: most }))
      return rows.map((row) => dropId.parse(row.id))
    },
    endUpload: (id, before, now) => {
      const where = { state: 'uploading', lastActiveAt: { lte: new Date(before) } }
      return transact(database, (tx) => endDropIf(tx, id, where, now))
    },
    takeDeletions: takeDeletions(database),
    closeDeletion: async (id, dueAt) => {
      const where = { dropId: id }
      if (dueAt !== null) {
        const { count } = await asking(() => database.deletion.updateMany({ where, data: { dueAt: new Date(dueAt) } }))
        return count === 1
      }
      return transact(database, async (tx) => {
        if ((await tx.deletion.deleteMany({ where })).count === 0) return false
        // Only whoever closes it gives back.
        await letGo(tx, id)
        return true
      })
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
    liveDrops: async (after, before, most) => {
      const where = { state: 'live', id: { gt: after }, lastActiveAt: { lt: new Date(before) } }
      const rows = await asking(() =>
        database.drop.findMany({ where, orderBy: { id: 'asc' }, select: { id: true }, take: most }),
      )
      return rows.map((row) => dropId.parse(row.id))
    },
    heldBytes: () => asking(() => heldByAll(database)),
    count: async () => {
      const [uploading, live, leases, deletions, reports, oldest] = await asking(() =>
        Promise.all([
          database.drop.count({ where: { state: 'uploading' } }),
          database.drop.count({ where: { state: 'live' } }),
          database.lease.count({ where: { state: 'running' } }),
          database.deletion.count(),
          database.report.count({ where: { closedAt: null } }),
          database.deletion.findFirst({ orderBy: { createdAt: 'asc' }, select: { createdAt: true } }),
        ]),
      )
      return { uploading, live, leases, deletions, reports, oldestDeletion: oldest?.createdAt.getTime() ?? null }
    },
  }
}
