import { keptUploads } from '../../lib/client/send/kept-uploads.ts'
import { sameFiles } from '../../lib/client/send/same-files.ts'
import type { FileFacts, FileSource } from '../../lib/client/send/send-state.ts'
import { type TakenUpload, UnfinishedUploads } from '../../lib/client/send/unfinished-uploads.ts'
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

/** What earlier tries left of the same files. */
interface Unfinished {
  /** To go on with; `null` for nothing. */
  readonly taken: TakenUpload | null
  /** Whether one went live and was killed before it could say its link, which the list has. */
  readonly wasSent: boolean
}

/**
 * What earlier tries stored of exactly these files. `fresh` deletes it instead. What the server no longer knows is
 * forgotten.
 * Errors: `save-failed` where the account's folder cannot be read.
 */
export async function findUnfinished(
  connection: SendConnection,
  sources: Sources,
  fresh: boolean,
): Promise<Unfinished> {
  const known = async () => (await keptUploads(connection.store)).filter(({ upload }) => isOf(upload, sources))
  const before = await known()
  const unfinished = new UnfinishedUploads(connection, () => {})
  await unfinished.refresh()
  const kept = await known()
  const sent = new Set((await connection.store.drops()).map(({ id }) => id))
  const isLive = ({ upload: { id } }: (typeof kept)[number]) =>
    !kept.some(({ upload }) => upload.id === id) && sent.has(id)
  const wasSent = before.some(isLive)
  for (const { upload } of kept) {
    if (fresh) await unfinished.discard(upload.id)
    else {
      const taken = await unfinished.take(upload.id, sources)
      if (taken !== null) return { taken, wasSent }
    }
  }
  return { taken: null, wasSent }
}
