import type { Bytes } from '../../format/bytes.ts'
import { namesIn } from './private-folders.ts'
import { openSyncFile, tellsAtOnce } from './sync-file.ts'

/** A file of the origin's private file system that is written once and then handed over. Only in workers. */
export interface PrivateFile {
  /** Whether each call reaches the file at once (Note: Kept in memory). */
  isAtOnce(): boolean
  /** Writes at an offset. Errors: any, where no room is left. */
  write(piece: Bytes, at: number): void
  /** The whole file. Nothing can be written to it any more. */
  finish(): Promise<File>
  /** Never fails. */
  remove(): Promise<void>
}

/** Whose a file is: its name, or what stands there before a full stop. Owners have none in theirs. */
const ownerOf = (name: string) => name.split('.', 1)[0] ?? ''
const lockOf = (folder: FileSystemDirectoryHandle, owner: string) => `snowdrop ${folder.name} ${owner}`

/**
 * Whoever has files in a folder holds a lock for as long as its worker lives, so that every other page knows what was
 * left behind by a crash. Resolves once it is held.
 */
export function ownFiles(folder: FileSystemDirectoryHandle, owner: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const hold = () => {
      resolve()
      return new Promise<never>(() => {})
    }
    navigator.locks.request(lockOf(folder, owner), hold).catch(reject)
  })
}

/** Removes the files of workers that are no more. Never fails. */
export async function removeAbandoned(open: () => Promise<FileSystemDirectoryHandle>): Promise<void> {
  try {
    const folder = await open()
    for (const name of await namesIn(folder)) {
      await navigator.locks.request(lockOf(folder, ownerOf(name)), { ifAvailable: true }, async (lock) => {
        // One that is still read stays: the next page tries again.
        if (lock !== null) await folder.removeEntry(name).catch(() => {})
      })
    }
  } catch {
    // No private files, or no locks.
  }
}

/** Makes a file, whose owner is told by its name. Rejects where nothing can be written. */
export async function createPrivateFile(folder: FileSystemDirectoryHandle, name: string): Promise<PrivateFile> {
  const file = await folder.getFileHandle(name, { create: true })
  const removeFile = () => folder.removeEntry(name).catch(() => {})
  const handle = await openSyncFile(file).catch(async (error: unknown) => {
    await removeFile()
    throw error
  })
  let length = 0
  return {
    isAtOnce: () => tellsAtOnce(handle),
    write(piece, at) {
      if (handle.write(piece, { at }) !== piece.length) throw new Error('the disk is full')
      length = Math.max(length, at + piece.length)
    },
    async finish() {
      handle.close()
      const whole = await file.getFile()
      if (whole.size !== length) throw new Error('a private file is shorter than it was')
      return whole
    },
    async remove() {
      handle.close()
      await removeFile()
    },
  }
}
