import type { Transaction } from './database.ts'
import { giveBack, takeBytes } from './ticket-quota.ts'

/**
 * [Note: Held storage] What a drop holds is in its row, what all hold in the one row of `Storage`, and both change in
 * one transaction: so the cap is one conditional update on that row, and needs no sum. The row is locked last and for a
 * moment, after drops, links and leases (Note: Lock order). It is kept where there is no cap too, so that an operator
 * can set one at any time.
 */
const ALL = 1

async function holding(tx: Transaction, id: string): Promise<{ heldBytes: bigint; ticketId: number | null }> {
  const row = await tx.drop.findUnique({ where: { id }, select: { heldBytes: true, ticketId: true } })
  return row ?? { heldBytes: 0n, ticketId: null }
}

/** What all drops hold together, in bytes. */
export async function heldByAll(tx: Pick<Transaction, 'storage'>): Promise<number> {
  const { heldBytes } = await tx.storage.findUniqueOrThrow({ where: { id: ALL } })
  return Number(heldBytes)
}

/**
 * Holds storage for `bytes` in all for an upload whose row this transaction has locked, and takes them of its ticket.
 * Where that passes the cap (`full`) or the ticket's quota (`used-up`), or the ticket was `ended`, nothing changes.
 */
export async function holdAtLeast(
  tx: Transaction,
  id: string,
  bytes: bigint,
  cap: number | null,
): Promise<'held' | 'full' | 'used-up' | 'ended'> {
  const { heldBytes, ticketId } = await holding(tx, id)
  const more = bytes - heldBytes
  if (more <= 0n) return 'held'
  const taken = ticketId === null ? 'taken' : await takeBytes(tx, ticketId, more)
  if (taken !== 'taken') return taken
  const room = cap === null ? {} : { heldBytes: { lte: BigInt(cap) - more } }
  const { count } = await tx.storage.updateMany({
    where: { id: ALL, ...room },
    data: { heldBytes: { increment: more } },
  })
  if (count === 0) {
    if (ticketId !== null) await giveBack(tx, ticketId, more)
    return 'full'
  }
  await tx.drop.updateMany({ where: { id }, data: { heldBytes: bytes } })
  return 'held'
}

/** Lets a drop hold just `bytes`, whatever it held; no other transaction may be changing that. */
async function holdJust(tx: Transaction, id: string, heldBytes: bigint, bytes: bigint): Promise<void> {
  if (bytes === heldBytes) return
  await tx.drop.updateMany({ where: { id }, data: { heldBytes: bytes } })
  await tx.storage.updateMany({ where: { id: ALL }, data: { heldBytes: { increment: bytes - heldBytes } } })
}

/**
 * An upload goes live with just `bytes`: what was held beyond them is given back, to its ticket too. No other
 * transaction may be changing what it holds.
 */
export async function settleHeld(tx: Transaction, id: string, bytes: bigint): Promise<void> {
  const { heldBytes, ticketId } = await holding(tx, id)
  if (ticketId !== null) await giveBack(tx, ticketId, heldBytes - bytes)
  await holdJust(tx, id, heldBytes, bytes)
}

/** The bytes of ended drops are gone. Their tickets got back at the end what was to be given back. */
export async function letGo(tx: Transaction, ids: readonly string[]): Promise<void> {
  const where = { id: { in: [...ids] }, heldBytes: { not: 0n } }
  const held = await tx.drop.findMany({ where, select: { heldBytes: true } })
  if (held.length === 0) return
  const bytes = held.reduce((sum, drop) => sum + drop.heldBytes, 0n)
  await tx.drop.updateMany({ where, data: { heldBytes: 0n } })
  await tx.storage.updateMany({ where: { id: ALL }, data: { heldBytes: { decrement: bytes } } })
}
