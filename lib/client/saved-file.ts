import { makeZip, predictLength } from 'client-zip'
import { splitPayload } from '../crypto/split-payload.ts'
import type { Bytes } from '../format/bytes.ts'
import type { FileEntry } from '../format/manifest.ts'
import type { FilesManifest } from './open-link.ts'

/** What is saved of a drop: its one file, or a zip of all. */
export interface SavedFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

type ChunkStream = AsyncGenerator<Bytes, void, undefined>

/** Times that a zip can tell (APPNOTE 4.4.6: MS-DOS, 1980 to 2107), in ms of local time. */
const EARLIEST = new Date(1980, 0, 1).getTime()
const LATEST = new Date(2107, 11, 31).getTime()

function zipName(files: readonly FileEntry[], now: number): string {
  const [first = ''] = (files[0]?.path ?? '').split('/')
  if (files.every(({ path }) => path.startsWith(`${first}/`))) return `${first}.zip`
  const day = new Date(now)
  const two = (value: number) => String(value).padStart(2, '0')
  return `snowdrop-${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}.zip`
}

/** Name and size of what is saved; `now` (Unix ms) dates a zip of files without a common folder. */
export function savedFile(files: readonly FileEntry[], now: number): SavedFile {
  const [only, ...others] = files
  if (only !== undefined && others.length === 0)
    return { name: only.path.slice(only.path.lastIndexOf('/') + 1), size: only.size }
  const size = predictLength(files.map(({ path, size }) => ({ name: path, size })))
  return { name: zipName(files, now), size: Number(size) }
}

async function* zipEntries(manifest: FilesManifest, chunks: ChunkStream, now: number) {
  for await (const { index, size, bytes } of splitPayload(manifest, chunks)) {
    const file = manifest.files[index]
    if (file === undefined) throw new Error(`no file ${index}`)
    const lastModified = new Date(Math.min(LATEST, Math.max(EARLIEST, file.mtime ?? now)))
    yield { input: bytes, name: file.path, size, lastModified }
  }
}

/** The same bytes, as the rest of the client types them. */
function onPlainBuffer(bytes: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength } = bytes
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(bytes)
}

async function* zip(manifest: FilesManifest, chunks: ChunkStream, now: number): ChunkStream {
  const reader = makeZip(zipEntries(manifest, chunks, now)).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield onPlainBuffer(value)
    }
  } finally {
    // client-zip only throws into what it reads: what is not read to its end is closed here.
    await reader.cancel().catch(() => {})
    await chunks.return(undefined)
  }
}

async function* onlyFile(manifest: FilesManifest, chunks: ChunkStream): ChunkStream {
  for await (const { bytes } of splitPayload(manifest, chunks)) yield* bytes
}

/**
 * The saved file's bytes from the opened payload. Ends normally only once the whole payload was verified, padding included; a zip's directory, without which
 * no reader takes it, comes after that. Who stops early must call `return`. Errors: those of `splitPayload` and of `chunks`.
 */
export function savedBytes(manifest: FilesManifest, chunks: ChunkStream, now: number): ChunkStream {
  return manifest.files.length === 1 ? onlyFile(manifest, chunks) : zip(manifest, chunks, now)
}
