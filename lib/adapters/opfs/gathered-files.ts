import { removeAbandoned } from './file-owners.ts'
import { gatheredFolder } from './private-folders.ts'

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
export const removeGathered = () => removeAbandoned(gatheredFolder)
