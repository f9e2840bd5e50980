import { makeZip, predictLength } from 'client-zip'
import type { OpenedChunks } from '../../crypto/open-payload.ts'
import type { OpenedEntry } from '../../crypto/split-payload.ts'
import type { Bytes } from '../../format/bytes.ts'
import type { Geometry } from '../../format/geometry.ts'
import type { FileEntry } from '../../format/manifest.ts'
import type { FilesManifest } from './open-link.ts'
import { savedName } from './saved-name.ts'
import type { SelectionPlan } from './selection.ts'
import { splitSelection } from './split-selection.ts'

/** What is saved of a selection: its one file, or a zip of all. */
export interface SavedFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

type ByteStream = AsyncGenerator<Bytes, void, undefined>
type Entries = AsyncGenerator<OpenedEntry, void, undefined>

/** Times that a zip can tell (APPNOTE 4.4.6: MS-DOS, 1980 to 2107), in ms of local time. */
const EARLIEST = new Date(1980, 0, 1).getTime()
const LATEST = new Date(2107, 11, 31).getTime()

/** Name and size of what is saved; `now` (Unix ms) dates a zip of files without a common folder. */
export function savedFile(files: readonly FileEntry[], now: number): SavedFile {
  const name = savedName(files, now)
  const [only, ...others] = files
  if (only !== undefined && others.length === 0) return { name, size: only.size }
  return { name, size: Number(predictLength(files.map(({ path, size }) => ({ name: path, size })))) }
}

/** One after another. */
async function* flatten(pieces: OpenedChunks): ByteStream {
  for await (const some of pieces) for (const piece of some) yield piece
}

async function* zipEntries(files: readonly FileEntry[], entries: Entries, now: number) {
  for await (const { index, size, bytes } of entries) {
    const file = files[index]
    if (file === undefined) throw new Error(`no file ${index}`)
    const lastModified = new Date(Math.min(LATEST, Math.max(EARLIEST, file.mtime ?? now)))
    yield { input: flatten(bytes), name: file.path, size, lastModified }
  }
}

/** The same bytes, as the rest of the client types them. */
function onPlainBuffer(bytes: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength } = bytes
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(bytes)
}

async function* zip(files: readonly FileEntry[], entries: Entries, now: number): ByteStream {
  const reader = makeZip(zipEntries(files, entries, now)).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield onPlainBuffer(value)
    }
  } finally {
    // client-zip only throws into what it reads: what is not read to its end is closed here.
    await reader.cancel().catch(() => {})
    await entries.return(undefined)
  }
}

async function* onlyFile(entries: Entries): ByteStream {
  // There are thousands of pieces, and each `yield*` is a few steps more for each of them.
  for await (const { bytes } of entries) for await (const some of bytes) for (const piece of some) yield piece
}

/** What is saved: the files of `plan`, which opened from `manifest`. */
export interface Saved {
  readonly manifest: FilesManifest
  readonly geometry: Geometry
  readonly plan: SelectionPlan
}

/**
 * The saved file's bytes from the opened chunks of the plan's parts. Ends normally only once all of them were verified,
 * of a whole drop padding included; a zip's directory, without which no reader takes it, comes after that. Who stops
 * early must call `return`. Errors: those of `splitSelection` and of `chunks`.
 */
export function savedBytes({ manifest, geometry, plan }: Saved, chunks: OpenedChunks, now: number): ByteStream {
  const entries = splitSelection(manifest, geometry, plan, chunks)
  return plan.places.length === 1 ? onlyFile(entries) : zip(manifest.files, entries, now)
}
