import type { EndReason } from '../../wire/drops.ts'
import type { Transaction } from './database.ts'

/**
 * [Note: Lock order] Transactions that end something lock the drop's row first, then links, then leases. So two of them cannot wait for each other, and the
 * second to end a drop's last two links sees that it is the last.
 */
export async function lockDrop(tx: Transaction, dropId: string, now: number): Promise<void> {
  await tx.drop.updateMany({ where: { id: dropId }, data: { lastActiveAt: new Date(now) } })
}

/** Ends those links that still live, erases their keys, and ends their leases. Answers how many. */
export async function endLinks(
  tx: Transaction,
  where: { locator: string } | { dropId: string },
  reason: EndReason,
  now: number,
): Promise<number> {
  const endedAt = new Date(now)
  await tx.lease.updateMany({ where: { link: where, state: 'running' }, data: { state: 'ended', endedAt } })
  const erased = { salt: null, wrappedKey: null, placesLeft: 0, running: 0 }
  const { count } = await tx.link.updateMany({
    where: { ...where, endedAt: null },
    data: { ...erased, endedAt, endReason: reason },
  })
  return count
}

/** Ends a drop that has not ended: erases what could open it and writes the deletion of its bytes. Answers whether it did. */
export async function endDrop(tx: Transaction, dropId: string, now: number): Promise<boolean> {
  const endedAt = new Date(now)
  const { count } = await tx.drop.updateMany({
    where: { id: dropId, state: { not: 'ended' } },
    data: { state: 'ended', endedAt, manifest: null, commitment: null },
  })
  if (count === 0) return false
  await tx.deletion.create({ data: { dropId, createdAt: endedAt, dueAt: endedAt } })
  return true
}

/** Ends the drop where none of its links lives any more. */
export async function endDropWithLastLink(tx: Transaction, dropId: string, now: number): Promise<void> {
  const left = await tx.link.count({ where: { dropId, endedAt: null } })
  if (left === 0) await endDrop(tx, dropId, now)
}
