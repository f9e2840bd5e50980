import * as z from 'zod/mini'
import { TICKET_PATTERN } from '../format/ticket.ts'
import { byteCount, downloadCount, instant } from './fields.ts'

/**
 * An upload ticket in its one spelling. A bearer secret: in a body or the Authorization header, never in an address.
 */
export const ticketField = z.string().check(z.regex(TICKET_PATTERN, 'must be a ticket'))

/** `GET /api/v1/ticket`, with the ticket as bearer token: what is left of it. Bytes as stored. */
export const ticketResponse = z.object({
  label: z.string(),
  drops: downloadCount,
  dropsLeft: byteCount,
  bytes: byteCount,
  bytesLeft: byteCount,
  expiresAt: instant,
})
export type TicketResponse = z.infer<typeof ticketResponse>
