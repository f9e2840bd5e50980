import type { KeptDownloads } from '../../ports/kept-downloads.ts'
import { keptFolder, namesIn } from './private-folders.ts'

/**
 * So many times the size has to be free: the file system and the browser need some of it, and the file that is saved
 * lies elsewhere.
 */
const ROOM = 1.2

/** What an older page or a slow worker still holds is tried again so often ... */
const TRIES = 5
/** ... with so many ms between. */
const PAUSE_MS = 200

async function orElse<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work()
  } catch {
    return otherwise
  }
}

/** What is being removed makes room, and has a name that may be wanted again. */
let removing: Promise<unknown> = Promise.resolve()

async function hasRoom(bytes: number): Promise<boolean> {
  await removing
  const { quota = 0, usage = 0 } = await navigator.storage.estimate()
  await keptFolder()
  return quota - usage >= ROOM * bytes
}

async function remove(name: string): Promise<void> {
  const folder = await keptFolder()
  for (let tries = 1; (await namesIn(folder)).includes(name); tries += 1) {
    try {
      await folder.removeEntry(name)
      return
    } catch (error) {
      if (tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

/** What is kept in the origin's private file system. */
export const keptDownloads: KeptDownloads = {
  hasRoom: (bytes) => orElse(() => hasRoom(bytes), false),
  lengthOf: (name) => orElse(async () => (await (await (await keptFolder()).getFileHandle(name)).getFile()).size, 0),
  remove(name) {
    const removed = orElse(() => remove(name), undefined)
    removing = Promise.all([removing, removed])
    return removed
  },
  names: () => orElse(async () => namesIn(await keptFolder()), []),
}
