import { createHash } from 'node:crypto'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { identityOf } from '../../lib/adapters/files/file-identity.ts'
import { PartFile, savingTo } from '../../lib/adapters/files/part-file.ts'
import { giveName } from '../../lib/adapters/files/safe-place.ts'
import { savedBytes, savedFile } from '../../lib/client/receive/saved-file.ts'
import { filesOf, savedName } from '../../lib/client/receive/saved-name.ts'
import type { SelectionPlan } from '../../lib/client/receive/selection.ts'
import type { Bytes } from '../../lib/format/bytes.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { FileTrouble } from '../file-trouble.ts'
import { withPatience } from '../with-patience.ts'
import { type Download, useChunks } from './download.ts'
import { checkFree, type Places, partNames, realFolder } from './places.ts'
import type { SavedEntry } from './save-files.ts'
import { showProgress } from './show-progress.ts'

/**
 * Pours the saved file of a plan, its one file or a zip of all, into `write`. Answers its size in bytes. Errors: those
 * of `useChunks` and of `write`.
 */
async function pour(
  download: Download,
  plan: SelectionPlan,
  write: (piece: Bytes) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const { link, connection, terminal } = download
  const { manifest, geometry } = link
  const { size } = savedFile(filesOf(manifest, plan), connection.now())
  let done = 0
  const progress = showProgress(download, 0, size)
  await withPatience(terminal, signal, (patience, both) =>
    useChunks(download, plan, { patience }, both, async (chunks) => {
      for await (const piece of savedBytes({ manifest, geometry, plan }, chunks, connection.now())) {
        done += piece.length
        await write(piece)
        progress(done)
      }
    }),
  )
  return done
}

/**
 * Streams a plan to standard output. A failure leaves what was written before it: whoever reads looks at the exit code.
 * Errors: `save-failed` (`output`), those of `useChunks`.
 */
export async function saveToOutput(
  download: Download,
  plan: SelectionPlan,
  wantsHash: boolean,
  signal: AbortSignal,
): Promise<SavedEntry[]> {
  const hash = wantsHash ? createHash('sha256') : null
  const write = async (piece: Bytes) => {
    hash?.update(piece)
    await download.terminal.print(piece).catch((cause: unknown) => {
      throw new DropError('save-failed', { subject: 'output', cause })
    })
  }
  const size = await pour(download, plan, write, signal)
  const path = savedName(filesOf(download.link.manifest, plan), download.connection.now())
  return [{ path, size, sha256: hash?.digest('hex') ?? null }]
}

/**
 * Saves a zip. One that is broken off begins anew, within the same download. Errors: `save-failed`, those of
 * `useChunks`.
 */
export async function saveZip(
  download: Download,
  {
    plan,
    places,
    force,
    wantsHash,
  }: { readonly plan: SelectionPlan; readonly places: Places; readonly force: boolean; readonly wantsHash: boolean },
  signal: AbortSignal,
): Promise<SavedEntry[]> {
  const root = await realFolder(places.root)
  const [target = ''] = places.targets
  const [name = ''] = partNames([target])
  await checkFree(root, [target], force)
  await checkFree(root, [name], true)
  const [from, to] = [join(root, name), join(root, target)]
  await unlink(from).catch(() => {})
  const hash = wantsHash ? createHash('sha256') : null
  const part = await PartFile.create(from, null, (piece) => void hash?.update(piece))
  let isOurs = true
  try {
    const size = await pour(download, plan, (piece) => part.write([piece]), signal)
    const written = await part.close(null)
    isOurs = (await savingTo(() => identityOf(from))) === written
    if (!isOurs) throw new DropError('save-failed', { subject: 'swapped', cause: new FileTrouble(from) })
    await savingTo(() => giveName(from, to, force))
    return [{ path: to, size, sha256: hash?.digest('hex') ?? null }]
  } catch (error) {
    await part.close(null).catch(() => {})
    if (isOurs) await unlink(from).catch(() => {})
    throw error
  }
}
