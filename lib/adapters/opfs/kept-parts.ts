import type { Bytes } from '../../format/bytes.ts'
import type { KeptParts, OpenKeptParts } from '../../ports/kept-downloads.ts'
import { keptFolder } from './private-folders.ts'
import { openSyncFile, type SyncAccessHandle, tellsAtOnce } from './sync-file.ts'

/**
 * A file that tells its size at once lies on a disk, and is kept; one that takes its time is tried, as Firefox takes a
 * while, too (Note: Kept in memory). A download must not fill the memory, nor wait for what is kept. So where nearly all
 * of the first bytes were written slowly, nothing is kept. Nearly: a busy disk takes some at once and makes others wait.
 */
const TRIAL_BYTES = 32 * 2 ** 20
/** Bytes per ms. */
const SLOW = (400 * 2 ** 20) / 1000

/**
 * Nothing is flushed: a browser that crashes loses nothing by that, and of what a machine loses with its power the tags
 * tell.
 */
class KeptFile implements KeptParts {
  readonly #file: SyncAccessHandle
  readonly #onLost: () => void
  readonly #isTried: boolean
  #length: number
  #written = 0
  #slow = 0
  #isLost = false

  constructor(file: SyncAccessHandle, onLost: () => void) {
    this.#file = file
    this.#onLost = onLost
    this.#length = file.getSize()
    this.#isTried = !tellsAtOnce(file)
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
    if (this.#isLost || at > this.#length) return
    try {
      this.#append(at, piece)
    } catch {
      // The disk, or the origin's share of it, is full. What is saved needs the room more.
      this.#lose()
    }
    if (this.#isTried && this.#written >= TRIAL_BYTES && this.#slow > TRIAL_BYTES * (7 / 8)) this.#lose()
  }

  #append(at: number, piece: Bytes): void {
    const begun = performance.now()
    if (this.#file.write(piece, { at }) !== piece.length) throw new Error('a kept file was not written')
    this.#length = Math.max(this.#length, at + piece.length)
    const isSlow = (performance.now() - begun) * SLOW > piece.length
    if (isSlow && this.#written < TRIAL_BYTES) this.#slow += piece.length
    this.#written += piece.length
  }

  #lose(): void {
    if (this.#isLost) return
    this.#isLost = true
    this.cut(0)
    this.#onLost()
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
export const openKeptParts: OpenKeptParts = async (name, onLost) => {
  try {
    const file = await (await keptFolder()).getFileHandle(name, { create: true })
    return new KeptFile(await openSyncFile(file), onLost)
  } catch {
    // Private windows and old browsers refuse with various errors, and a file that another tab writes is locked (File
    // System 2.6).
    return null
  }
}
