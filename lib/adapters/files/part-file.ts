import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Bytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { freeBytes } from '../../format/free-bytes.ts'
import type { PrefixCheck } from '../../ports/prefix-check.ts'
import { identityIn } from './file-identity.ts'
import { codeOf } from './safe-place.ts'

/** What is known of the beginning of a file that is being written. */
export interface PartMark {
  readonly bytes: number
  /**
   * What a `PrefixCheck` made of them: tells a file that was changed, and a disk that lost some of it with its power.
   */
  readonly check: string
}

/** Bytes on their way to the disk, and whether they are freed there. */
interface Piece {
  readonly bytes: Bytes
  readonly isTaken: boolean
}

/**
 * Pieces are written together from so many bytes on: as many again are gathered while they are written
 * (Note: Few bytes held).
 */
const GATHER = 2 * 2 ** 20
const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants

function failure(cause: unknown): unknown {
  if (isDropError(cause)) return cause
  const code = codeOf(cause)
  if (code === undefined) return cause
  const subject = code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : code === 'EEXIST' ? 'exists' : 'disk'
  return new DropError('save-failed', { subject, cause })
}

/** Runs file operations; every failure is `save-failed`. */
export async function savingTo<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw failure(error)
  }
}

/**
 * A file that is being written from its beginning on, while the next pieces come. Errors of each method: `save-failed`.
 */
export class PartFile {
  readonly #file: FileHandle
  readonly #check: PrefixCheck | null
  readonly #onBytes: (piece: Bytes) => void
  #waiting: Piece[] = []
  #gathered = 0
  #at = 0
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(file: FileHandle, check: PrefixCheck | null, onBytes: (piece: Bytes) => void) {
    this.#file = file
    this.#check = check
    this.#onBytes = onBytes
  }

  /** Makes a new file; `check` is `null` for one that nobody goes on with. `onBytes` sees every piece in order. */
  static create(path: string, check: PrefixCheck | null, onBytes: (piece: Bytes) => void): Promise<PartFile> {
    const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW
    return savingTo(async () => new PartFile(await open(path, flags, 0o666), check, onBytes))
  }

  /** Goes on with a file that begins as `mark` says: it is read again, and `null` where it is another. */
  static goOn(
    path: string,
    mark: PartMark,
    check: PrefixCheck,
    onBytes: (piece: Bytes) => void,
  ): Promise<PartFile | null> {
    return savingTo(async () => {
      const file = await open(path, O_RDWR | O_NOFOLLOW).catch(() => null)
      if (file === null) return null
      const part = new PartFile(file, check, onBytes)
      if (await part.#readAgain(mark, check)) return part
      await file.close()
      return null
    })
  }

  async #readAgain({ bytes, check: value }: PartMark, check: PrefixCheck): Promise<boolean> {
    const stat = await this.#file.stat()
    if (!stat.isFile() || stat.nlink !== 1 || stat.size < bytes) return false
    for (let at = 0; at < bytes; ) {
      const piece = new Uint8Array(check.nextLength())
      const { bytesRead } = await this.#file.read(piece, 0, piece.length, at)
      // A mark stands where a piece ends.
      if (bytesRead === 0 || bytesRead < piece.length || at + bytesRead > bytes) return false
      await check.addAgain(piece)
      this.#onBytes(piece)
      at += bytesRead
    }
    if (check.value() !== value) return false
    await this.#file.truncate(bytes)
    this.#at = bytes
    return true
  }

  /** As `write`, of pieces that nobody needs afterwards: their memory is freed once they are written. */
  take(pieces: readonly Bytes[]): Promise<void> {
    return this.#add(pieces, true)
  }

  /** Takes pieces that follow each other; they are on their way to the disk some pieces later. */
  write(pieces: readonly Bytes[]): Promise<void> {
    return this.#add(pieces, false)
  }

  async #add(pieces: readonly Bytes[], isTaken: boolean): Promise<void> {
    for (const bytes of pieces) {
      this.#check?.add(bytes)
      this.#onBytes(bytes)
      this.#waiting.push({ bytes, isTaken })
      this.#gathered += bytes.length
    }
    if (this.#gathered >= GATHER) await this.#flush(() => {})
  }

  /**
   * Waits for what is being written and begins to write what was gathered; answers what `look` sees at that moment: what
   * will be there then.
   */
  async #flush<T>(look: () => T): Promise<T> {
    // Whoever writes and whoever marks may both be waiting here.
    for (let waited: unknown = null; waited !== this.#writing; ) {
      waited = this.#writing
      await savingTo(() => this.#writing)
    }
    if (this.#gathered > 0) {
      const [pieces, at, length] = [this.#waiting, this.#at, this.#gathered]
      this.#waiting = []
      this.#gathered = 0
      this.#at += length
      this.#writing = this.#writeAll(pieces, at, length)
      this.#writing.catch(() => {}) // the next flush sees it
    }
    return look()
  }

  async #writeAll(pieces: readonly Piece[], at: number, length: number): Promise<void> {
    const all = pieces.map(({ bytes }) => bytes)
    const { bytesWritten } = await this.#file.writev(all, at)
    if (bytesWritten < length) await this.#writeRest(all, at, bytesWritten)
    for (const { bytes, isTaken } of pieces) if (isTaken) freeBytes(bytes)
  }

  /** A disk that is nearly full takes some of it. */
  async #writeRest(pieces: readonly Bytes[], at: number, written: number): Promise<void> {
    const rest = Buffer.concat(pieces).subarray(written)
    for (let done = 0; done < rest.length; ) {
      const step = await this.#file.write(rest, done, rest.length - done, at + written + done)
      done += step.bytesWritten
    }
  }

  /** What is on the disk for sure once it answers. More may be written meanwhile. */
  async mark(): Promise<PartMark> {
    const mark = await this.#flush(() => ({ bytes: this.#at, check: this.#check?.value() ?? '' }))
    await savingTo(() => this.#writing)
    await savingTo(() => this.#file.datasync())
    return mark
  }

  /**
   * Ends it as it is; `mtime` (Unix ms) or `null` for now. Answers which file it is (`identityOf`), under whatever name:
   * so its date is set in either case, as a disk behind a network may set one once it is closed.
   */
  async close(mtime: number | null): Promise<string> {
    try {
      await this.#flush(() => {})
      return await savingTo(async () => {
        await this.#writing
        const now = new Date()
        await this.#file.utimes(now, mtime === null ? now : new Date(mtime))
        await this.#file.sync()
        return identityIn(await this.#file.stat({ bigint: true }))
      })
    } finally {
      await this.#file.close()
    }
  }
}
