import type { LeaseRow, LeaseStore } from '../../ports/drop-store.ts'
import type { Database, Transaction } from './database.ts'
import { endUsedUp, lockDrop } from './endings.ts'
import { toLease } from './rows.ts'
import { asking, isTaken, Rollback, transact } from './unavailable.ts'

async function takePlace(tx: Transaction, lease: Omit<LeaseRow, 'state' | 'claimedAt'>, now: number): Promise<void> {
  const at = new Date(now)
  // The one conditional update that decides: N parallel claims on k places leave exactly k winners (DESIGN 5).
  const { count } = await tx.link.updateMany({
    where: { locator: lease.locator, endedAt: null, quarantinedAt: null, expiresAt: { gt: at }, placesLeft: { gt: 0 } },
    data: { placesLeft: { decrement: 1 }, running: { increment: 1 } },
  })
  if (count === 0) throw new Rollback()
  await tx.lease.create({ data: { ...lease, state: 'running', claimedAt: at, lapsesAt: new Date(lease.lapsesAt) } })
  await tx.receipt.create({ data: { locator: lease.locator, event: 'claimed', at } })
}

const claim =
  (database: Database): LeaseStore['claim'] =>
  async (lease, now) => {
    try {
      await transact(database, (tx) => takePlace(tx, lease, now))
      return 'claimed'
    } catch (error) {
      if (error instanceof Rollback) return 'refused'
      if (isTaken(error)) return 'exists'
      throw error
    }
  }

const settle =
  (database: Database): LeaseStore['settle'] =>
  async (seen, judged, { givenBack }, now) => {
    const { id, locator, grantedParts, lapsesAt } = seen
    const at = new Date(now)
    const found = await asking(() => database.link.findUnique({ where: { locator }, select: { dropId: true } }))
    if (found === null) return false
    try {
      return await transact(database, async (tx) => {
        await lockDrop(tx, found.dropId, now)
        const returned =
          judged.verdict === 'given-back'
            ? {
                givenBack: { increment: 1 },
                placesLeft: { increment: 1 },
                givenBackParts: judged.givenBackParts.bits,
              }
            : { counted: { increment: 1 } }
        const link = await tx.link.updateMany({
          where: { locator, endedAt: null, givenBack },
          data: { ...returned, running: { decrement: 1 } },
        })
        const lease = await tx.lease.updateMany({
          where: { id, state: 'running', grantedParts, lapsesAt: new Date(lapsesAt) },
          data: { state: judged.verdict, endedAt: at },
        })
        if (link.count === 0 || lease.count === 0) throw new Rollback()
        await tx.receipt.create({
          data: { locator, at, event: judged.verdict === 'counted' ? 'counted' : 'interrupted' },
        })
        await endUsedUp(tx, locator, found.dropId, now)
        return true
      })
    } catch (error) {
      if (error instanceof Rollback) return false
      throw error
    }
  }

/** The lease store on Prisma. */
export function createPrismaLeaseStore(database: Database): LeaseStore {
  return {
    claim: claim(database),
    find: async (id) => {
      const row = await asking(() => database.lease.findUnique({ where: { id } }))
      return row === null ? null : toLease(row)
    },
    firstLapse: async (locator) => {
      const where = { locator, state: 'running' }
      const row = await asking(() =>
        database.lease.findFirst({ where, orderBy: { lapsesAt: 'asc' }, select: { lapsesAt: true } }),
      )
      return row === null ? null : row.lapsesAt.getTime()
    },
    renew: async ({ id, grantedParts }, { granted, grantedParts: next, lapsesAt }) => {
      const { count } = await asking(() =>
        database.lease.updateMany({
          where: { id, state: 'running', grantedParts, link: { quarantinedAt: null } },
          data: { granted, grantedParts: next, lapsesAt: new Date(lapsesAt) },
        }),
      )
      return count === 1
    },
    settle: settle(database),
  }
}
