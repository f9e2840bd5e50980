import { statfs } from 'node:fs/promises'
import { DropError } from '../../format/drop-error.ts'
import { onDisk } from './file-failures.ts'

/**
 * [Note: Kept room] What is never given to parts, in bytes: on a disk that is full to the last byte the database beside
 * them could write nothing, so nothing could end, and nothing that ends would ever make room.
 */
const KEPT = 64 << 20

/** The room on the disk for parts that arrive. */
export interface Room {
  /**
   * Runs `work`, which writes `bytes`, where the disk has room for it and for all that is being written. Errors:
   * `storage-full`, `unavailable`, those of `work`.
   */
  within<T>(bytes: number, work: () => Promise<T>): Promise<T>
}

/** The room where `root` lies. */
export function createRoom(root: string): Room {
  let promised = 0
  return {
    async within(bytes, work) {
      // Who came first has it: what comes later is no reason to refuse this.
      const wanted = (promised += bytes)
      try {
        const { bavail, bsize } = await onDisk(() => statfs(root))
        if (bavail * bsize - wanted < KEPT) throw new DropError('storage-full')
        return await work()
      } finally {
        promised -= bytes
      }
    },
  }
}
