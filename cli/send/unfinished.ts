import { keptUploads } from '../../lib/client/kept-uploads.ts'
import { sameFiles } from '../../lib/client/same-files.ts'
import type { FileFacts, FileSource } from '../../lib/client/send-state.ts'
import { type TakenUpload, UnfinishedUploads } from '../../lib/client/unfinished-uploads.ts'
import { isDropError } from '../../lib/format/drop-error.ts'
import type { KeptUpload } from '../../lib/ports/sender-store.ts'
import type { SendConnection } from './connect.ts'

type Sources = readonly FileSource<FileFacts>[]

function isOf({ files }: KeptUpload, sources: Sources): boolean {
  try {
    return sameFiles(files, sources).length > 0
  } catch (error) {
    if (isDropError(error, 'file-changed')) return false
    throw error
  }
}

/**
 * What an earlier try stored of exactly these files, to go on with; `null` for nothing. `fresh` deletes it instead. What the server no longer knows is forgotten.
 * Errors: `save-failed` where the account's folder cannot be read.
 */
export async function findUnfinished(
  connection: SendConnection,
  sources: Sources,
  fresh: boolean,
): Promise<TakenUpload | null> {
  const unfinished = new UnfinishedUploads(connection, () => {})
  await unfinished.refresh()
  const kept = await keptUploads(connection.store)
  for (const { upload } of kept.filter((each) => isOf(each.upload, sources))) {
    if (fresh) await unfinished.discard(upload.id)
    else {
      const taken = await unfinished.take(upload.id, sources)
      if (taken !== null) return taken
    }
  }
  return null
}
