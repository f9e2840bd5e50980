import type { Bytes } from '../../format/bytes.ts'
import type { KeptParts, OpenKeptParts } from '../../ports/kept-downloads.ts'
import { keptFolder } from './kept-folder.ts'

/** What TypeScript's types of pages leave out: in workers, files of the origin can be read and written at once (File System 2.6). */
interface SyncAccessHandle {
  getSize(): number
  read(buffer: Bytes, options: { at: number }): number
  write(buffer: Bytes, options: { at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}
interface SyncFile {
  createSyncAccessHandle(): Promise<SyncAccessHandle>
}

function parseSyncFile(file: object): SyncFile {
  if (!('createSyncAccessHandle' in file)) throw new Error('no files can be written here')
  return file as SyncFile
}

/** Written to the disk after so many bytes: what a machine that loses its power may lose. */
const FLUSH_BYTES = 64 * 2 ** 20

class KeptFile implements KeptParts {
  readonly #file: SyncAccessHandle
  #length: number
  #unflushed = 0
  #isFull = false

  constructor(file: SyncAccessHandle) {
    this.#file = file
    this.#length = file.getSize()
  }

  get length(): number {
    return this.#length
  }

  read(at: number, length: number): Bytes {
    const bytes = new Uint8Array(length)
    if (this.#file.read(bytes, { at }) !== length) throw new Error('a kept file is shorter than it was')
    return bytes
  }

  write(at: number, piece: Bytes): void {
    if (this.#isFull || at > this.#length) return
    try {
      if (this.#file.write(piece, { at }) !== piece.length) throw new Error('a kept file was not written')
      this.#length = Math.max(this.#length, at + piece.length)
      this.#unflushed += piece.length
      if (this.#unflushed >= FLUSH_BYTES) {
        this.#file.flush()
        this.#unflushed = 0
      }
    } catch {
      // The disk or the origin's share of it is full. What is saved needs the room more.
      this.#isFull = true
      this.cut(0)
    }
  }

  cut(length: number): void {
    this.#file.truncate(length)
    this.#length = length
  }

  close(): void {
    this.#file.close()
  }
}

/** Keeps parts in a file of the origin's private file system. Only in workers. */
export const openKeptParts: OpenKeptParts = async (name) => {
  try {
    const file = await (await keptFolder()).getFileHandle(name, { create: true })
    return new KeptFile(await parseSyncFile(file).createSyncAccessHandle())
  } catch {
    // Private windows and old browsers refuse with various errors, and a file that another tab writes is locked (File System 2.6).
    return null
  }
}
