import type { Bytes } from '../../format/bytes.ts'
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
