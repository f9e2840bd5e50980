import type { Transaction } from './database.ts'

/**
 * [Note: Held storage] What a drop holds is in its row, what all hold in the one row of `Storage`, and both change in one transaction: so the cap is one conditional
 * update on that row, and needs no sum. The row is locked last and for a moment, after drops, links and leases (Note: Lock order). It is kept where there is no cap too,
 * so that an operator can set one at any time.
 */
const ALL = 1

async function heldBy(tx: Transaction, id: string): Promise<bigint> {
  const row = await tx.drop.findUnique({ where: { id }, select: { heldBytes: true } })
  return row?.heldBytes ?? 0n
}

/** What all drops hold together, in bytes. */
export async function heldByAll(tx: Pick<Transaction, 'storage'>): Promise<number> {
  const { heldBytes } = await tx.storage.findUniqueOrThrow({ where: { id: ALL } })
  return Number(heldBytes)
}

/** Holds storage for `bytes` in all for a drop whose row this transaction has locked. False where that passes the cap; then nothing changes. */
export async function holdAtLeast(tx: Transaction, id: string, bytes: bigint, cap: number | null): Promise<boolean> {
  const more = bytes - (await heldBy(tx, id))
  if (more <= 0n) return true
  const room = cap === null ? {} : { heldBytes: { lte: BigInt(cap) - more } }
  const { count } = await tx.storage.updateMany({
    where: { id: ALL, ...room },
    data: { heldBytes: { increment: more } },
  })
  if (count === 0) return false
  await tx.drop.updateMany({ where: { id }, data: { heldBytes: bytes } })
  return true
}

/** Lets a drop hold just `bytes`, whatever it held; no other transaction may be changing that. */
export async function holdJust(tx: Transaction, id: string, bytes: bigint): Promise<void> {
  const more = bytes - (await heldBy(tx, id))
  if (more === 0n) return
  await tx.drop.updateMany({ where: { id }, data: { heldBytes: bytes } })
  await tx.storage.updateMany({ where: { id: ALL }, data: { heldBytes: { increment: more } } })
}
