import type { Act, OperatorStore, ReportFilter } from '../../ports/operator-store.ts'
import type { DropId } from '../../wire/fields.ts'
import { writeDown } from './audit.ts'
import type { Database, Transaction } from './database.ts'
import { endDrop, endLinks, endUsedUp, lockDrop } from './endings.ts'
import { listDrops, listReports, reportsWhere } from './operator-lists.ts'
import { asking, transact } from './unavailable.ts'

async function quarantine(tx: Transaction, id: DropId, act: Act, now: number): Promise<boolean> {
  const at = new Date(now)
  const { count } = await tx.drop.updateMany({
    where: { id, state: 'live', quarantinedAt: null },
    data: { quarantinedAt: at, lastActiveAt: at },
  })
  if (count === 0) return false
  // On their own rows, where a claim decides: it waits for this transaction and then sees it.
  await tx.link.updateMany({ where: { dropId: id }, data: { quarantinedAt: at } })
  await writeDown(tx, 'quarantine', id, act, now)
  return true
}

async function release(tx: Transaction, id: DropId, act: Act, now: number): Promise<boolean> {
  const { count } = await tx.drop.updateMany({
    where: { id, state: 'live', quarantinedAt: { not: null } },
    data: { quarantinedAt: null, lastActiveAt: new Date(now) },
  })
  if (count === 0) return false
  await tx.link.updateMany({ where: { dropId: id }, data: { quarantinedAt: null } })
  // Downloads that were running when it began may have been counted since.
  const full = await tx.link.findMany({
    where: { dropId: id, endedAt: null, placesLeft: 0, running: 0 },
    select: { locator: true },
  })
  for (const { locator } of full) await endUsedUp(tx, locator, id, now)
  await writeDown(tx, 'release', id, act, now)
  return true
}

async function remove(tx: Transaction, id: DropId, act: Act, now: number): Promise<boolean> {
  await lockDrop(tx, id, now)
  await endLinks(tx, { dropId: id }, 'removed', now)
  if (!(await endDrop(tx, id, now))) return false
  await closeReports(tx, { dropId: id }, now)
  await writeDown(tx, 'delete', id, act, now)
  return true
}

async function closeReports(tx: Transaction, filter: ReportFilter, now: number): Promise<number> {
  const where = reportsWhere({ ...filter, isOpen: true })
  const { count } = await tx.report.updateMany({ where, data: { closedAt: new Date(now), code: null } })
  return count
}

/** What reports are closed together, as it is written down. */
function subjectOf({ id, dropId }: ReportFilter): string {
  return id === undefined ? (dropId ?? 'all reports') : `report ${id}`
}

const readCode =
  (database: Database): OperatorStore['readCode'] =>
  async (id, act, now) => {
    const report = await asking(() => database.report.findUnique({ where: { id }, select: { code: true } }))
    if (report === null || report.code === null) return null
    await transact(database, (tx) => writeDown(tx, 'read code', `report ${id}`, act, now))
    return report.code
  }

/** What `snowdrop admin` does about drops, on Prisma. */
export function createPrismaOperatorStore(database: Database): OperatorStore {
  return {
    drops: listDrops(database),
    reports: listReports(database),
    quarantine: (id, act, now) => transact(database, (tx) => quarantine(tx, id, act, now)),
    release: (id, act, now) => transact(database, (tx) => release(tx, id, act, now)),
    remove: (id, act, now) => transact(database, (tx) => remove(tx, id, act, now)),
    closeReports: (filter, act, now) =>
      transact(database, async (tx) => {
        const closed = await closeReports(tx, filter, now)
        if (closed > 0) await writeDown(tx, 'dismiss', subjectOf(filter), act, now)
        return closed
      }),
    readCode: readCode(database),
  }
}
