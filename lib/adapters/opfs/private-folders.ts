import { nameInSite } from '../../wire/base-path.ts'

/**
 * A folder of the origin's private files, made where it is missing. Rejects where this browser or window has none (File
 * System 3).
 */
async function privateFolder(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  return root.getDirectoryHandle(name, { create: true })
}

/** Where downloads are kept, sealed, while they run. */
export const keptFolder = () => privateFolder(nameInSite('downloads'))

/** Where files are gathered before the browser saves them. */
export const gatheredFolder = () => privateFolder(nameInSite('gathered'))

/** Where sealed parts lie while they are on their way to storage. */
export const sealedFolder = () => privateFolder(nameInSite('sealed'))

/** The names in a folder. Asked for one by one, as not every browser's folders can be iterated otherwise. */
export async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  return names
}
