import type { Act, AuditRow, AuditStore } from '../../ports/operator-store.ts'
import type { Database, Transaction } from './database.ts'
import type { AuditModel } from './generated/sqlite/models/Audit.ts'
import { asking, transact } from './unavailable.ts'

/**
 * Writes down what an operator does, in the transaction that does it. `subject` names a drop, or a kind and a number;
 * never anything secret.
 */
export async function writeDown(
  tx: Transaction,
  action: string,
  subject: string,
  { who, reason }: Act,
  now: number,
): Promise<void> {
  await tx.audit.create({ data: { at: new Date(now), who, action, subject, reason } })
}

function toAudit({ at, ...row }: AuditModel): AuditRow {
  return { ...row, at: at.getTime() }
}

/** What operators did, on Prisma. */
export function createPrismaAuditStore(database: Database): AuditStore {
  return {
    looked: (id, act, now) => transact(database, (tx) => writeDown(tx, 'look', id, act, now)),
    list: async ({ subject }, most) => {
      const where = subject === undefined ? {} : { subject }
      const rows = await asking(() => database.audit.findMany({ where, orderBy: { id: 'desc' }, take: most }))
      return rows.map(toAudit)
    },
    forget: async (before) => {
      const { count } = await asking(() => database.audit.deleteMany({ where: { at: { lt: new Date(before) } } }))
      return count
    },
  }
}
