import { isDropError } from '../../format/drop-error.ts'
import { parseTicket, type Ticket } from '../../format/ticket.ts'
import type { KeptTicket } from '../../ports/kept-ticket.ts'
import { connectSenderDatabase, KEEPING, SENDER_DATABASE } from './sender-database.ts'

const TICKET = 'ticket'

/** What a database holds may be anything. */
function readTicket(record: unknown): Ticket | null {
  if (typeof record !== 'string') return null
  try {
    return parseTicket(record)
  } catch (error) {
    if (isDropError(error)) return null
    throw error
  }
}

/** The ticket that this browser remembers, in IndexedDB, beside the setting that it follows. */
export function createKeptTicket({
  name,
  openTimeoutMs,
} = SENDER_DATABASE): KeptTicket & { readonly close: () => void } {
  const { run, close } = connectSenderDatabase(name, openTimeoutMs)
  return {
    read: () => run(async (database) => readTicket(await database.get('settings', TICKET))),
    write: (ticket) =>
      run(async (database) => {
        const transaction = database.transaction('settings', 'readwrite')
        const isKept = ticket !== null && (await transaction.store.get(KEEPING)) !== false
        if (isKept) await transaction.store.put(ticket, TICKET)
        else await transaction.store.delete(TICKET)
        await transaction.done
        return isKept
      }),
    close,
  }
}
