import type { Bytes } from '../../format/bytes.ts'
import { ownFiles } from './file-owners.ts'
import { letGo } from './let-go.ts'
import { createPrivateFile, type PrivateFile } from './private-file.ts'
import { gatheredFolder } from './private-folders.ts'

/** A file that is gathered in the origin's private file system, to be saved when it is whole. Only in workers. */
export interface GatheredFile extends Pick<PrivateFile, 'finish' | 'remove'> {
  /** Writes a chunk behind the others, and frees its memory. Errors: any, where no room is left. */
  append(chunk: Bytes): void
}

/**
 * Begins to gather a file under a name that is used once. Rejects where there is no room for `bytes`, or nothing can be
 * written.
 */
export async function gatherFile(name: string, bytes: number): Promise<GatheredFile> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate()
  if (quota - usage < bytes) throw new Error('no room')
  const folder = await gatheredFolder()
  await ownFiles(folder, name)
  const file = await createPrivateFile(folder, name)
  let at = 0
  return {
    append(chunk) {
      file.write(chunk, at)
      at += chunk.length
      letGo(chunk)
    },
    finish: () => file.finish(),
    remove: () => file.remove(),
  }
}
