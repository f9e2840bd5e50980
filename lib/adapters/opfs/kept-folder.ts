import { nameInSite } from '../../wire/base-path.ts'

/** Where downloads are kept in the origin's private files. */
const FOLDER = nameInSite('downloads')

/** The folder of kept downloads, made where it is missing. Rejects where this browser or window has none (File System 3). */
export async function keptFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  return root.getDirectoryHandle(FOLDER, { create: true })
}
