import type { Bytes } from '../../format/bytes.ts'

/**
 * What TypeScript's types of pages leave out: in workers, files of the origin can be read and written at once (File
 * System 2.6).
 */
export interface SyncAccessHandle {
  getSize(): number
  read(buffer: Bytes, options: { at: number }): number
  write(buffer: Bytes, options: { at: number }): number
  truncate(size: number): void
  close(): void
}
interface SyncFile {
  createSyncAccessHandle(): Promise<SyncAccessHandle>
}

function parseSyncFile(file: object): SyncFile {
  if (!('createSyncAccessHandle' in file)) throw new Error('no files can be written here')
  return file as SyncFile
}

/**
 * Opens a private file for reading and writing at once. Only in workers; rejects elsewhere, and where another one has
 * it open.
 */
export function openSyncFile(file: FileSystemFileHandle): Promise<SyncAccessHandle> {
  return parseSyncFile(file).createSyncAccessHandle()
}

/**
 * [Note: Kept in memory] Private windows of Chromium keep these files in memory, in another process, and do not say so;
 * their `estimate` is that of any window. They betray themselves: each call goes to that process and back. Its size was
 * told after 104 µs at the least there, and after 0.5 where a disk is behind it, however slow or busy that is, as no
 * disk is asked. Firefox takes 20 to 30, on its way to another thread, and refuses such files in private windows. 100
 * to 230 MiB/s are written in private windows of Chromium, and 1,100 to 4,200 where a disk is behind it.
 */
const AT_ONCE_MS = 0.01
const QUESTIONS = 40
const TURNS = 3

/** Whether a file tells its size without a message to another process or thread. */
export function tellsAtOnce(file: SyncAccessHandle): boolean {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const begun = performance.now()
    for (let asked = 0; asked < QUESTIONS; asked += 1) file.getSize()
    // One turn is enough: the others may have been interrupted.
    if (performance.now() - begun < QUESTIONS * AT_ONCE_MS) return true
  }
  return false
}
