import type { Transaction } from './database.ts'

/**
 * [Note: Quota of a ticket] A drop and its bytes are taken from the ticket in the transaction that writes them to the
 * drop, by one conditional update of the ticket's row: so of many, none passes the quota. `Drop.heldBytes` says what an
 * upload took, as long as it uploads. The ticket's row is locked after the drop's and before the one row of `Storage`
 * (Note: Lock order).
 */
type Taken = 'taken' | 'used-up' | 'ended'

/** Takes one drop of a ticket that is good at `now` and has something left of both quotas. Else changes nothing. */
export async function takeDrop(tx: Transaction, id: number, now: number): Promise<boolean> {
  const good = { endedAt: null, expiresAt: { gt: new Date(now) } }
  const { count } = await tx.ticket.updateMany({
    where: { id, ...good, dropsLeft: { gt: 0 }, bytesLeft: { gt: 0 } },
    data: { dropsLeft: { decrement: 1 } },
  })
  return count === 1
}

/** Takes bytes of a ticket for an upload that began in time. Else changes nothing. */
export async function takeBytes(tx: Transaction, id: number, bytes: bigint): Promise<Taken> {
  const { count } = await tx.ticket.updateMany({
    where: { id, endedAt: null, bytesLeft: { gte: bytes } },
    data: { bytesLeft: { decrement: bytes } },
  })
  if (count === 1) return 'taken'
  return (await tx.ticket.count({ where: { id, endedAt: null } })) === 1 ? 'used-up' : 'ended'
}

/** Gives bytes back, with the drop itself where that is not to count. A ticket that was forgotten gets nothing. */
export async function giveBack(tx: Transaction, id: number, bytes: bigint, drops: 0 | 1 = 0): Promise<void> {
  if (bytes === 0n && drops === 0) return
  await tx.ticket.updateMany({
    where: { id },
    data: { bytesLeft: { increment: bytes }, dropsLeft: { increment: drops } },
  })
}
