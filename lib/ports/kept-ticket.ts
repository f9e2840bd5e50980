import type { Ticket } from '../format/ticket.ts'

/**
 * The upload ticket that a sender's device remembers. Both methods may fail with `save-failed` where the device keeps
 * nothing.
 */
export interface KeptTicket {
  read(): Promise<Ticket | null>
  /** `null` forgets it. Where the sender turned keeping off, nothing is kept; answers whether it is. */
  write(ticket: Ticket | null): Promise<boolean>
}
