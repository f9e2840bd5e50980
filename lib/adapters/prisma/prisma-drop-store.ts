import type { DropRow, DropStore, NewLinkRow, SealedDrop } from '../../ports/drop-store.ts'
import type { DropId } from '../../wire/fields.ts'
import type { Database, Transaction } from './database.ts'
import { endDrop, endLinks, lockDrop } from './endings.ts'
import { holdAtLeast, settleHeld } from './held-storage.ts'
import { toDrop } from './rows.ts'
import { takeDrop } from './ticket-quota.ts'
import { asking, isTaken, Rollback, transact } from './unavailable.ts'

/** A new link's columns. */
export function newLinkData(dropId: DropId, link: NewLinkRow, now: number) {
  return {
    ...link,
    dropId,
    placesLeft: link.maxDownloads,
    createdAt: new Date(now),
    expiresAt: new Date(link.expiresAt),
  }
}

async function findDrop(database: Database, id: DropId): Promise<DropRow | null> {
  const row = await asking(() => database.drop.findUnique({ where: { id }, omit: { manifest: true } }))
  return row === null ? null : toDrop({ ...row, manifest: null })
}

type NewDrop = Parameters<DropStore['begin']>[0]

async function insert(database: Database, drop: NewDrop, now: number): Promise<DropRow> {
  const at = new Date(now)
  const data = { ...drop, state: 'uploading', createdAt: at, lastActiveAt: at }
  const { ticketId } = drop
  if (ticketId === null) return toDrop(await asking(() => database.drop.create({ data })))
  return transact(database, async (tx) => {
    const row = await tx.drop.create({ data })
    if (!(await takeDrop(tx, ticketId, now))) throw new Rollback()
    return toDrop(row)
  })
}

async function begin(database: Database, drop: NewDrop, now: number): Promise<DropRow | null> {
  try {
    return await insert(database, drop, now)
  } catch (error) {
    if (error instanceof Rollback) return null
    const found = isTaken(error) ? await findDrop(database, drop.id) : null
    if (found === null) throw error
    return found
  }
}

async function goLive(
  tx: Transaction,
  id: DropId,
  sealed: SealedDrop,
  link: NewLinkRow,
  now: number,
): Promise<boolean> {
  const { count } = await tx.drop.updateMany({
    where: { id, state: 'uploading' },
    data: { ...sealed, sealedLength: BigInt(sealed.sealedLength), state: 'live', lastActiveAt: new Date(now) },
  })
  if (count === 0) return false
  await tx.link.create({ data: newLinkData(id, link, now) })
  await settleHeld(tx, id, BigInt(sealed.sealedLength))
  return true
}

async function renew(tx: Transaction, id: DropId, now: number): Promise<boolean> {
  const where = { id, state: 'uploading' }
  const { count } = await tx.drop.updateMany({ where, data: { lastActiveAt: new Date(now) } })
  return count === 1
}

async function hold(
  tx: Transaction,
  id: DropId,
  bytes: number,
  cap: number | null,
  now: number,
): ReturnType<DropStore['hold']> {
  if (!(await renew(tx, id, now))) return 'over'
  return holdAtLeast(tx, id, BigInt(bytes), cap)
}

/** The drop store on Prisma. */
export function createPrismaDropStore(database: Database): DropStore {
  return {
    begin: (drop, now) => begin(database, drop, now),
    find: (id) => findDrop(database, id),
    setUpload: async (id, uploadId) => {
      await asking(() => database.drop.updateMany({ where: { id, uploadId: null }, data: { uploadId } }))
      return (await findDrop(database, id))?.uploadId ?? null
    },
    hold: async ({ id, heldBytes }, bytes, cap, now) => {
      if (bytes > heldBytes) return transact(database, (tx) => hold(tx, id, bytes, cap, now))
      return (await asking(() => renew(database, id, now))) ? 'held' : 'over'
    },
    goLive: async (id, sealed, link, now) => {
      try {
        return await transact(database, (tx) => goLive(tx, id, sealed, link, now))
      } catch (error) {
        if (isTaken(error)) return false
        throw error
      }
    },
    contents: async (id) => {
      const row = await asking(() =>
        database.drop.findUnique({ where: { id }, select: { commitment: true, manifest: true } }),
      )
      if (row === null || row.commitment === null || row.manifest === null) return null
      return { commitment: row.commitment, manifest: new Uint8Array(row.manifest) }
    },
    end: (id, reason, now) =>
      transact(database, async (tx) => {
        await lockDrop(tx, id, now)
        await endLinks(tx, { dropId: id }, reason, now)
        return endDrop(tx, id, now)
      }),
  }
}
