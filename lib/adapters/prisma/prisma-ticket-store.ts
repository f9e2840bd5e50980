import type { TicketRow, TicketStore } from '../../ports/ticket-store.ts'
import { writeDown } from './audit.ts'
import type { Database } from './database.ts'
import type { TicketModel } from './generated/sqlite/models/Ticket.ts'
import { asking, transact } from './unavailable.ts'

function toTicket(row: TicketModel): TicketRow {
  const { id, label, drops, dropsLeft } = row
  return {
    ...{ id, label, drops, dropsLeft },
    bytes: Number(row.bytes),
    bytesLeft: Number(row.bytesLeft),
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
  }
}

/** As the audit log names it. */
function subjectOf(id: number): string {
  return `ticket ${id}`
}

/** The store of upload tickets on Prisma. */
export function createPrismaTicketStore(database: Database): TicketStore {
  return {
    add: async ({ hash, label, drops, bytes, expiresAt }, act, now) => {
      const quota = { drops, dropsLeft: drops, bytes: BigInt(bytes), bytesLeft: BigInt(bytes) }
      const times = { createdAt: new Date(now), expiresAt: new Date(expiresAt) }
      return transact(database, async (tx) => {
        const row = await tx.ticket.create({ data: { hash, label, ...quota, ...times } })
        await writeDown(tx, 'make', subjectOf(row.id), act, now)
        return toTicket(row)
      })
    },
    find: async (by) => {
      const row = await asking(() => database.ticket.findUnique({ where: by }))
      return row === null ? null : toTicket(row)
    },
    list: async () => (await asking(() => database.ticket.findMany({ orderBy: { id: 'desc' } }))).map(toTicket),
    end: (id, act, now) =>
      transact(database, async (tx) => {
        const where = { id, endedAt: null }
        const { count } = await tx.ticket.updateMany({ where, data: { endedAt: new Date(now) } })
        if (count === 1) await writeDown(tx, 'end', subjectOf(id), act, now)
        return count === 1
      }),
    forget: async (before) => {
      const where = { expiresAt: { lt: new Date(before) } }
      return (await asking(() => database.ticket.deleteMany({ where }))).count
    },
  }
}
