import type { BlockRow, BlockStore } from '../../ports/operator-store.ts'
import { dropId as dropIdField } from '../../wire/fields.ts'
import { writeDown } from './audit.ts'
import type { Database } from './database.ts'
import type { BlockModel } from './generated/sqlite/models/Block.ts'
import { asking, isTaken, transact } from './unavailable.ts'

function toBlock({ sealedLength, dropId, createdAt, ...row }: BlockModel): BlockRow {
  return {
    ...row,
    sealedLength: Number(sealedLength),
    dropId: dropIdField.parse(dropId),
    createdAt: createdAt.getTime(),
  }
}

/** Blocked bytes, on Prisma. */
export function createPrismaBlockStore(database: Database): BlockStore {
  return {
    hashesOf: async (sealedLength) => {
      const where = { sealedLength: BigInt(sealedLength) }
      const rows = await asking(() => database.block.findMany({ where, select: { hash: true } }))
      return rows.map(({ hash }) => hash)
    },
    list: async (most) => {
      const rows = await asking(() => database.block.findMany({ orderBy: { id: 'desc' }, take: most }))
      return rows.map(toBlock)
    },
    add: async ({ sealedLength, ...block }, act, now) => {
      const row = { ...block, sealedLength: BigInt(sealedLength), createdAt: new Date(now) }
      try {
        return await transact(database, async (tx) => {
          const made = await tx.block.create({ data: row })
          await writeDown(tx, 'block', made.dropId, act, now)
          return toBlock(made)
        })
      } catch (error) {
        if (isTaken(error)) return null
        throw error
      }
    },
    remove: async (id, act, now) => {
      const block = await asking(() => database.block.findUnique({ where: { id } }))
      if (block === null) return false
      return transact(database, async (tx) => {
        if ((await tx.block.deleteMany({ where: { id } })).count === 0) return false
        await writeDown(tx, 'unblock', block.dropId, act, now)
        return true
      })
    },
  }
}
