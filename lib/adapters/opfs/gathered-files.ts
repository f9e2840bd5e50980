import type { Bytes } from '../../format/bytes.ts'
import { gatheredFolder, namesIn } from './kept-folder.ts'
import { openSyncFile } from './sync-file.ts'

/** A file that is gathered in the origin's private file system, to be saved when it is whole. Only in workers. */
export interface GatheredFile {
  /** Errors: any, where no room is left. */
  write(chunk: Bytes): void
  /** The whole file. Nothing can be written to it any more. */
  finish(): Promise<File>
  /** Never fails. */
  remove(): Promise<void>
}

const lockOf = (name: string) => `snowdrop gathered ${name}`

/**
 * Whoever gathers a file holds its lock for as long as its worker lives, so that every other page knows a file that was
 * left behind by a crash.
 */
function holdLock(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const hold = () => {
      resolve()
      return new Promise<never>(() => {})
    }
    navigator.locks.request(lockOf(name), hold).catch(reject)
  })
}

/**
 * Begins to gather a file under a name that is used once. Rejects where there is no room for `bytes`, or nothing can be
 * written.
 */
export async function gatherFile(name: string, bytes: number): Promise<GatheredFile> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate()
  if (quota - usage < bytes) throw new Error('no room')
  const folder = await gatheredFolder()
  await holdLock(name)
  const file = await folder.getFileHandle(name, { create: true })
  const handle = await openSyncFile(file)
  let at = 0
  return {
    write(chunk) {
      if (handle.write(chunk, { at }) !== chunk.length) throw new Error('the disk is full')
      at += chunk.length
    },
    async finish() {
      handle.close()
      const whole = await file.getFile()
      if (whole.size !== at) throw new Error('a gathered file is shorter than it was')
      return whole
    },
    async remove() {
      handle.close()
      await folder.removeEntry(name).catch(() => {})
    },
  }
}

/** Whether files can be gathered here: a private file can be made, and a worker may write it at once. Never fails. */
export async function hasGathered(): Promise<boolean> {
  try {
    await gatheredFolder()
    return 'locks' in navigator && 'estimate' in navigator.storage
  } catch {
    return false
  }
}

/** Removes what was gathered by workers that are no more. Never fails. */
export async function removeGathered(): Promise<void> {
  try {
    const folder = await gatheredFolder()
    for (const name of await namesIn(folder)) {
      await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
        if (lock !== null) await folder.removeEntry(name)
      })
    }
  } catch {
    // No private files, or one that is still read: the next page tries again.
  }
}
