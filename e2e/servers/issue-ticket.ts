import { openDatabase } from '../../lib/adapters/prisma/database.ts'
import { createPrismaTicketStore } from '../../lib/adapters/prisma/prisma-ticket-store.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { makeTicket } from '../../lib/format/ticket.ts'
import { addTicket } from '../../lib/server/tickets.ts'

const ACT = { who: 'test', reason: null }

/** What a ticket is to allow, where that is not the usual. `expiresIn` in seconds. */
interface Terms {
  readonly label?: string
  readonly drops?: number
  readonly bytes?: number
  readonly expiresIn?: number
  /** Ended by the operator at once. */
  readonly isEnded?: true
}

/** Makes an upload ticket in the database of a running instance. */
export async function issueTicket(databaseUrl: string, terms: Terms = {}): Promise<string> {
  const database = await openDatabase(databaseUrl)
  try {
    const tickets = createPrismaTicketStore(database)
    const { label = '', drops = 10, bytes = 10 ** 9, expiresIn = 3600, isEnded } = terms
    const ticket = makeTicket(cryptoRandom)
    const { id } = await addTicket({ tickets, now: Date.now }, ticket, { label, drops, bytes, expiresIn }, ACT)
    if (isEnded === true) await tickets.end(id, ACT, Date.now())
    return ticket
  } finally {
    await database.$disconnect()
  }
}
