import { gatheredFolder, keptFolder, namesIn } from '../../adapters/opfs/private-folders.ts'

/** Whether anything of a download lies here. A look that needs none of the code which removes it, and never fails. */
export async function keepsFiles(): Promise<boolean> {
  try {
    for (const folder of [await keptFolder(), await gatheredFolder()])
      if ((await namesIn(folder)).length > 0) return true
  } catch {
    // Where this window has no private files, none are left in it.
  }
  return false
}
