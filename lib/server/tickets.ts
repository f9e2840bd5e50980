import { sha256Base64url } from '../crypto/sha256.ts'
import { utf8 } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { Ticket } from '../format/ticket.ts'
import type { Act } from '../ports/operator-store.ts'
import type { TicketRow } from '../ports/ticket-store.ts'
import { type TokenHash, tokenHash } from '../wire/fields.ts'
import type { TicketResponse } from '../wire/tickets.ts'
import type { ServerDeps } from './deps.ts'

type TicketDeps = Pick<ServerDeps, 'tickets' | 'now'>

/** The SHA-256 of a ticket as it is spelled, base64url: all of it that is stored. */
export async function hashTicket(ticket: string): Promise<TokenHash> {
  return tokenHash.parse(await sha256Base64url(utf8(ticket)))
}

/** Errors: `ticket-ended` where the operator ended it, or its time is over. */
export function checkGood({ endedAt, expiresAt }: TicketRow, now: number): void {
  if (endedAt !== null) throw new DropError('ticket-ended', { at: Math.min(endedAt, expiresAt) })
  if (now >= expiresAt) throw new DropError('ticket-ended', { at: expiresAt })
}

/** Errors: `ticket-used-up` where no drop can be begun with it any more. */
function checkLeft({ dropsLeft, bytesLeft }: TicketRow): void {
  if (dropsLeft <= 0) throw new DropError('ticket-used-up', { subject: 'drops', limit: 0 })
  if (bytesLeft <= 0) throw new DropError('ticket-used-up', { subject: 'bytes', limit: 0 })
}

/** A ticket whose time is not over. Errors: `ticket-wrong`, `ticket-ended`. */
async function findGood({ tickets, now }: TicketDeps, ticket: string): Promise<TicketRow> {
  const found = await tickets.find({ hash: await hashTicket(ticket) })
  if (found === null) throw new DropError('ticket-wrong')
  checkGood(found, now())
  return found
}

/**
 * The ticket by which a drop may be begun; takes nothing of it. Errors: `ticket-wrong`, `ticket-ended`,
 * `ticket-used-up`.
 */
export async function findUsable(deps: TicketDeps, ticket: string): Promise<TicketRow> {
  const found = await findGood(deps, ticket)
  checkLeft(found)
  return found
}

/** What its holder may know of a ticket, used up or not. Errors: `ticket-wrong`, `ticket-ended`. */
export async function showTicket(deps: TicketDeps, ticket: string): Promise<TicketResponse> {
  const { label, drops, dropsLeft, bytes, bytesLeft, expiresAt } = await findGood(deps, ticket)
  return { label, drops, dropsLeft, bytes, bytesLeft, expiresAt }
}

/**
 * Why an upload got no more of its ticket. Errors: always one of `ticket-ended`, `ticket-used-up`.
 */
export async function refuseMore({ tickets, now }: TicketDeps, id: number, why: 'ended' | 'used-up'): Promise<never> {
  const ticket = await tickets.find({ id })
  if (why === 'used-up') throw new DropError('ticket-used-up', { subject: 'bytes', limit: ticket?.bytesLeft ?? 0 })
  throw new DropError('ticket-ended', { at: ticket?.endedAt ?? now() })
}

/** Makes a ticket; `expiresIn` in seconds, `bytes` as stored. `ticket` is a new one, and is not kept. */
export async function addTicket(
  { tickets, now }: TicketDeps,
  ticket: Ticket,
  terms: { readonly label: string; readonly drops: number; readonly bytes: number; readonly expiresIn: number },
  act: Act,
): Promise<TicketRow> {
  const { label, drops, bytes, expiresIn } = terms
  const hash = await hashTicket(ticket)
  return tickets.add({ hash, label, drops, bytes, expiresAt: now() + expiresIn * 1000 }, act, now())
}
