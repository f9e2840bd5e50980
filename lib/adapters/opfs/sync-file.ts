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
