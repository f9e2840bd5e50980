import type { DropFilter, ListedDrop, ListedLink, OperatorStore, ReportRow } from '../../ports/operator-store.ts'
import { dropId, locator } from '../../wire/fields.ts'
import type { Database } from './database.ts'
import type { LinkModel } from './generated/sqlite/models/Link.ts'
import { toDrop, toLink } from './rows.ts'
import { asking } from './unavailable.ts'

function toListedLink(row: LinkModel): ListedLink {
  const { locator, maxDownloads, counted, running, createdAt, expiresAt, endedAt, endReason } = toLink(row)
  return { locator, maxDownloads, counted, running, createdAt, expiresAt, endedAt, endReason }
}

/** How many reports each of these links has. */
async function countReports(database: Database, locators: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await asking(() =>
    database.report.groupBy({ by: ['locator'], where: { locator: { in: [...locators] } }, _count: true }),
  )
  return new Map(rows.map((row) => [row.locator, row._count]))
}

/** The links that were reported, as the database narrows a list of drops by them. */
async function reportedLinks(database: Database) {
  const rows = await asking(() => database.report.findMany({ distinct: ['locator'], select: { locator: true } }))
  return { links: { some: { locator: { in: rows.map((row) => row.locator) } } } }
}

const drops =
  (database: Database) =>
  async ({ state, isReported }: DropFilter, most: number): Promise<ListedDrop[]> => {
    const where = {
      ...(state !== undefined && { state }),
      ...(isReported === true && (await reportedLinks(database))),
    }
    const include = { links: { orderBy: { createdAt: 'asc' as const } } }
    const query = { where, include, omit: { manifest: true as const }, orderBy: { createdAt: 'desc' as const } }
    const rows = await asking(() => database.drop.findMany({ ...query, take: most }))
    const locators = rows.flatMap(({ links }) => links.map((link) => link.locator))
    const reports = await countReports(database, locators)
    return rows.map((row) => {
      const { id, createdAt, sealedLength, heldBytes, state } = toDrop({ ...row, manifest: null })
      return {
        ...{ id, state, createdAt, sealedLength, heldBytes },
        endedAt: row.endedAt?.getTime() ?? null,
        links: row.links.map(toListedLink),
        reports: row.links.reduce((sum, link) => sum + (reports.get(link.locator) ?? 0), 0),
      }
    })
  }

const reports =
  (database: Database) =>
  async (most: number): Promise<ReportRow[]> => {
    const rows = await asking(() => database.report.findMany({ orderBy: { id: 'desc' }, take: most }))
    const where = { locator: { in: rows.map((row) => row.locator) } }
    const links = await asking(() => database.link.findMany({ where, select: { locator: true, dropId: true } }))
    const drops = new Map(links.map((link) => [link.locator, link.dropId]))
    // A report whose link is forgotten is about nothing any more.
    return rows.flatMap(({ id, at, reason, words, code, ...row }) => {
      const drop = drops.get(row.locator)
      if (drop === undefined) return []
      const of = { dropId: dropId.parse(drop), locator: locator.parse(row.locator) }
      return [{ id, ...of, at: at.getTime(), reason, words, hasCode: code !== null }]
    })
  }

/** The operator's store on Prisma. */
export function createPrismaOperatorStore(database: Database): OperatorStore {
  return { drops: drops(database), reports: reports(database) }
}
