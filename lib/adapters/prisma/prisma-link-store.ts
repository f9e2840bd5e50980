import type { EventStore, LinkStore } from '../../ports/drop-store.ts'
import type { Database } from './database.ts'
import { endDropWithLastLink, endExpired, endLinks, endUsedUp, lockDrop } from './endings.ts'
import { newLinkData } from './prisma-drop-store.ts'
import { reportedLinks } from './reported-links.ts'
import { toDrop, toLink, toReceipt } from './rows.ts'
import { asking, isTaken, transact } from './unavailable.ts'

function optionalTime(time: number | null | undefined): { retryAt?: Date | null } {
  return time === undefined ? {} : { retryAt: time === null ? null : new Date(time) }
}

const add =
  (database: Database): LinkStore['add'] =>
  async (dropId, link, most, now) => {
    const { locator } = link
    try {
      return await transact(database, async (tx) => {
        // Holds the drop's row to the end, so that of many additions each counts those before it (Note: Lock order).
        const { count } = await tx.drop.updateMany({
          where: { id: dropId, state: 'live' },
          data: { lastActiveAt: new Date(now) },
        })
        if (count === 0) return 'over'
        if ((await tx.link.count({ where: { locator } })) > 0) return 'taken'
        const living = { dropId, endedAt: null, expiresAt: { gt: new Date(now) } }
        if ((await tx.link.count({ where: { dropId } })) >= most.inAll) return 'spent'
        if ((await tx.link.count({ where: living })) >= most.living) return 'full'
        const { quarantinedAt } = await tx.drop.findUniqueOrThrow({
          where: { id: dropId },
          select: { quarantinedAt: true },
        })
        await tx.link.create({ data: { ...newLinkData(dropId, link, now), quarantinedAt } })
        return 'added'
      })
    } catch (error) {
      if (isTaken(error)) return 'taken'
      throw error
    }
  }

const change =
  (database: Database): LinkStore['change'] =>
  async (seen, { expiresAt, retryAt, ...counts }, now) => {
    const { locator, dropId, maxDownloads, placesLeft, wrongTries } = seen
    const where = { locator, endedAt: null, maxDownloads, placesLeft, wrongTries, expiresAt: new Date(seen.expiresAt) }
    const data = {
      ...counts,
      ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
      ...optionalTime(retryAt),
    }
    if (counts.maxDownloads === undefined)
      return (await asking(() => database.link.updateMany({ where, data }))).count === 1
    return transact(database, async (tx) => {
      await lockDrop(tx, dropId, now)
      const { count } = await tx.link.updateMany({ where, data })
      if (count === 1) await endUsedUp(tx, locator, dropId, now)
      return count === 1
    })
  }

const end =
  (database: Database): LinkStore['end'] =>
  async (locator, reason, now) => {
    const link = await asking(() => database.link.findUnique({ where: { locator }, select: { dropId: true } }))
    if (link === null) return false
    return transact(database, async (tx) => {
      await lockDrop(tx, link.dropId, now)
      if ((await endLinks(tx, { locator }, reason, now)) === 0) return false
      await endDropWithLastLink(tx, link.dropId, now)
      return true
    })
  }

/** The link store on Prisma. */
export function createPrismaLinkStore(database: Database): LinkStore {
  return {
    add: add(database),
    find: async (locator) => {
      const row = await asking(() =>
        database.link.findUnique({ where: { locator }, include: { drop: { omit: { manifest: true } } } }),
      )
      return row === null ? null : { link: toLink(row), drop: toDrop({ ...row.drop, manifest: null }) }
    },
    ofDrop: async (dropId, only) => {
      const include = { receipts: { orderBy: { id: 'desc' as const }, take: 500 } }
      const where = { dropId, ...(only !== undefined && { locator: only }) }
      const rows = await asking(() => database.link.findMany({ where, orderBy: { createdAt: 'asc' }, include }))
      return rows.map((row) => ({ link: toLink(row), receipts: row.receipts.reverse().map(toReceipt) }))
    },
    change: change(database),
    end: end(database),
    endExpired: (locators, now) => transact(database, (tx) => endExpired(tx, locators, now)),
  }
}

const report =
  (database: Database): EventStore['report'] =>
  async ({ locator, ...report }, most, now) => {
    const found = await asking(() => database.link.findUnique({ where: { locator }, select: { dropId: true } }))
    if (found === null) return 'unknown'
    const { dropId } = found
    return transact(database, async (tx) => {
      await lockDrop(tx, dropId, now)
      const link = await tx.link.findUnique({ where: { locator }, select: { endedAt: true } })
      if (link === null) return 'unknown'
      const reported = await reportedLinks(tx, dropId)
      if ((await tx.report.count({ where: { locator: { in: reported }, closedAt: null } })) >= most) return 'full'
      const code = link.endedAt === null ? report.code : null
      await tx.report.create({ data: { ...report, code, locator, at: new Date(now) } })
      return 'kept'
    })
  }

/** The event store on Prisma. */
export function createPrismaEventStore(database: Database): EventStore {
  return {
    note: async (locator, event, now) => {
      await asking(() => database.receipt.create({ data: { locator, event, at: new Date(now) } }))
    },
    lastNoted: async (locator, event) => {
      const row = await asking(() => database.receipt.findFirst({ where: { locator, event }, orderBy: { at: 'desc' } }))
      return row === null ? null : row.at.getTime()
    },
    report: report(database),
  }
}
