import type { EndReason } from '../../wire/drops.ts'
import type { Transaction } from './database.ts'
import { eraseCodes, type OfLinks } from './reported-links.ts'
import { giveBack } from './ticket-quota.ts'

/**
 * [Note: Lock order] Transactions that end something lock the drop's row first, then links, then leases, then a ticket.
 * So two of them cannot wait for each other, and the second to end a drop's last two links sees that it is the last.
 */
export async function lockDrop(tx: Transaction, dropId: string, now: number): Promise<void> {
  await tx.drop.updateMany({ where: { id: dropId }, data: { lastActiveAt: new Date(now) } })
}

/**
 * Ends those links that still live (`expired` only those whose time is over), erases their keys, and ends their leases.
 * Answers how many.
 */
export async function endLinks(tx: Transaction, where: OfLinks, reason: EndReason, now: number): Promise<number> {
  const endedAt = new Date(now)
  const over = reason === 'expired' ? { expiresAt: { lte: endedAt } } : {}
  const erased = { salt: null, wrappedKey: null, hint: null, placesLeft: 0, running: 0, givenBackParts: null }
  const { count } = await tx.link.updateMany({
    where: { ...where, ...over, endedAt: null },
    data: { ...erased, endedAt, endReason: reason },
  })
  // Only now: a claim in another transaction holds its link's row, and its lease is seen once that row was free.
  await tx.lease.updateMany({
    where: { link: { ...where, endedAt: { not: null } }, state: 'running' },
    data: { state: 'ended', endedAt },
  })
  if (count > 0) await eraseCodes(tx, where)
  return count
}

/** Due by every clock: one that was ahead when the drop ended, and is put right, must not keep its bytes. */
const AT_ONCE = new Date(0)

/**
 * Ends a drop that has not ended: erases what could open it and writes the deletion of its bytes. Answers whether it
 * did.
 */
export async function endDrop(tx: Transaction, dropId: string, now: number): Promise<boolean> {
  return endDropIf(tx, dropId, { state: { not: 'ended' } }, now)
}

/** Nothing of an upload that never went live was shared: its ticket has it all again. */
async function giveBackUnfinished(tx: Transaction, dropId: string): Promise<void> {
  const drop = await tx.drop.findUnique({
    where: { id: dropId, sealedLength: null },
    select: { ticketId: true, heldBytes: true },
  })
  if (drop !== null && drop.ticketId !== null) await giveBack(tx, drop.ticketId, drop.heldBytes, 1)
}

/** As `endDrop`, for a drop that is just so. */
export async function endDropIf(
  tx: Transaction,
  dropId: string,
  where: NonNullable<Parameters<Transaction['drop']['updateMany']>[0]['where']>,
  now: number,
): Promise<boolean> {
  const endedAt = new Date(now)
  const { count } = await tx.drop.updateMany({
    where: { ...where, id: dropId },
    data: { state: 'ended', endedAt, manifest: null, commitment: null },
  })
  if (count === 0) return false
  await giveBackUnfinished(tx, dropId)
  await tx.deletion.create({ data: { dropId, createdAt: endedAt, dueAt: AT_ONCE } })
  return true
}

/**
 * Ends those of many links whose time is over, and the drops of which none lives any more, in as few statements as for
 * one. Answers how many links.
 */
export async function endExpired(tx: Transaction, locators: readonly string[], now: number): Promise<number> {
  const where = { locator: { in: [...locators] } }
  const links = await tx.link.findMany({ where, select: { dropId: true } })
  const ids = [...new Set(links.map(({ dropId }) => dropId))]
  const endedAt = new Date(now)
  await tx.drop.updateMany({ where: { id: { in: ids } }, data: { lastActiveAt: endedAt } })
  const count = await endLinks(tx, where, 'expired', now)
  const living = await tx.link.findMany({ where: { dropId: { in: ids }, endedAt: null }, select: { dropId: true } })
  const lives = new Set(living.map(({ dropId }) => dropId))
  const over = { id: { in: ids.filter((id) => !lives.has(id)) }, state: 'live' }
  // Their rows are locked: these are the ones that the next statement ends.
  const ending = await tx.drop.findMany({ where: over, select: { id: true } })
  await tx.drop.updateMany({ where: over, data: { state: 'ended', endedAt, manifest: null, commitment: null } })
  await tx.deletion.createMany({ data: ending.map(({ id }) => ({ dropId: id, createdAt: endedAt, dueAt: AT_ONCE })) })
  return count
}

/**
 * Ends a link of which every download it allows was counted, and its drop if it was the last. In quarantine nothing is
 * used up before the release.
 */
export async function endUsedUp(tx: Transaction, locator: string, dropId: string, now: number): Promise<void> {
  const { counted, maxDownloads, quarantinedAt } = await tx.link.findUniqueOrThrow({ where: { locator } })
  if (counted < maxDownloads || quarantinedAt !== null) return
  await endLinks(tx, { locator }, 'used-up', now)
  await endDropWithLastLink(tx, dropId, now)
}

/** Ends the drop where none of its links lives any more. */
export async function endDropWithLastLink(tx: Transaction, dropId: string, now: number): Promise<void> {
  const left = await tx.link.count({ where: { dropId, endedAt: null } })
  if (left === 0) await endDrop(tx, dropId, now)
}
