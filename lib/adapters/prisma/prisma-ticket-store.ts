import type { TicketRow, TicketStore } from '../../ports/ticket-store.ts'
import type { Database } from './database.ts'
import type { TicketModel } from './generated/sqlite/models/Ticket.ts'
import { asking } from './unavailable.ts'

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

/** The store of upload tickets on Prisma. */
export function createPrismaTicketStore(database: Database): TicketStore {
  return {
    add: async ({ hash, label, drops, bytes, expiresAt }, now) => {
      const quota = { drops, dropsLeft: drops, bytes: BigInt(bytes), bytesLeft: BigInt(bytes) }
      const times = { createdAt: new Date(now), expiresAt: new Date(expiresAt) }
      return toTicket(await asking(() => database.ticket.create({ data: { hash, label, ...quota, ...times } })))
    },
    find: async (by) => {
      const row = await asking(() => database.ticket.findUnique({ where: by }))
      return row === null ? null : toTicket(row)
    },
    list: async () => (await asking(() => database.ticket.findMany({ orderBy: { id: 'desc' } }))).map(toTicket),
    end: async (id, now) => {
      const where = { id, endedAt: null }
      return (await asking(() => database.ticket.updateMany({ where, data: { endedAt: new Date(now) } }))).count === 1
    },
    forget: async (before) => {
      const where = { expiresAt: { lt: new Date(before) } }
      return (await asking(() => database.ticket.deleteMany({ where }))).count
    },
  }
}
