import type {
  DropFilter,
  ListedDrop,
  ListedLink,
  OperatorStore,
  ReportFilter,
  ReportRow,
} from '../../ports/operator-store.ts'
import { dropId, locator } from '../../wire/fields.ts'
import type { Database } from './database.ts'
import type { LinkModel } from './generated/sqlite/models/Link.ts'
import { toDrop, toLink } from './rows.ts'
import { asking } from './unavailable.ts'

function toListedLink(row: LinkModel): ListedLink {
  const { locator, maxDownloads, counted, running, createdAt, expiresAt, endedAt, endReason } = toLink(row)
  return { locator, maxDownloads, counted, running, createdAt, expiresAt, endedAt, endReason }
}

const open = { closedAt: null }

function dropsWhere({ id, state, isQuarantined, isReported }: DropFilter) {
  return {
    ...(id !== undefined && { id }),
    ...(state !== undefined && { state }),
    // What has ended is held back no more.
    ...(isQuarantined === true && { quarantinedAt: { not: null }, state: 'live' }),
    ...(isReported === true && { links: { some: { reports: { some: open } } } }),
  }
}

/** Reports as the database narrows them. */
export function reportsWhere({ id, dropId, isOpen }: ReportFilter) {
  return {
    ...(id !== undefined && { id }),
    ...(dropId !== undefined && { link: { dropId } }),
    ...(isOpen === true && open),
  }
}

/** Drops as an operator sees them. */
export const listDrops =
  (database: Database): OperatorStore['drops'] =>
  async (filter, most): Promise<ListedDrop[]> => {
    const count = { _count: { select: { reports: { where: open } } } }
    const include = { links: { orderBy: { createdAt: 'asc' as const }, include: count } }
    const query = { where: dropsWhere(filter), include, omit: { manifest: true as const }, take: most }
    const rows = await asking(() => database.drop.findMany({ ...query, orderBy: { createdAt: 'desc' } }))
    return rows.map((row) => {
      const { id, createdAt, sealedLength, heldBytes, state, quarantinedAt, ticketId } = toDrop({
        ...row,
        manifest: null,
      })
      return {
        ...{ id, createdAt, sealedLength, heldBytes, state, quarantinedAt, ticketId },
        endedAt: row.endedAt?.getTime() ?? null,
        links: row.links.map(toListedLink),
        reports: row.links.reduce((sum, link) => sum + link._count.reports, 0),
      }
    })
  }

/** Reports as an operator sees them. */
export const listReports =
  (database: Database): OperatorStore['reports'] =>
  async (filter, most): Promise<ReportRow[]> => {
    const include = { link: { select: { dropId: true } } }
    const query = { where: reportsWhere(filter), include, orderBy: { id: 'desc' as const }, take: most }
    const rows = await asking(() => database.report.findMany(query))
    return rows.map(({ id, at, reason, words, code, closedAt, link, ...row }) => ({
      id,
      dropId: dropId.parse(link.dropId),
      locator: locator.parse(row.locator),
      at: at.getTime(),
      reason,
      words,
      hasCode: code !== null,
      closedAt: closedAt?.getTime() ?? null,
    }))
  }
