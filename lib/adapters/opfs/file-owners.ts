import { namesIn } from './private-folders.ts'

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
