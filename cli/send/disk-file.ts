import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { FileFacts } from '../../lib/client/send/send-state.ts'
import type { Bytes } from '../../lib/format/bytes.ts'
import { isDropError } from '../../lib/format/drop-error.ts'
import { fileFailure } from '../file-trouble.ts'

/** Something that is sent: a file, or standard input. */
export interface SentFile extends FileFacts {
  /** Fills `into` with its bytes from `start` on. Errors: `file-unreadable`, `file-changed`. */
  readonly read: (into: Bytes, start: number) => Promise<void>
}

async function readAll(file: FileHandle, into: Bytes, start: number): Promise<boolean> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, start + done)
    if (bytesRead === 0) return false
    done += bytesRead
  }
  return true
}

/** A file on this machine as it was when it was found. Its bytes are taken only for as long as it stays the same. */
export class DiskFile implements SentFile {
  readonly type = ''
  readonly size: number
  readonly lastModified: number
  readonly #path: Buffer
  readonly #found: BigIntStats

  /** `path` as the system spells it, which may be no text. */
  constructor(path: Buffer, found: BigIntStats) {
    this.#path = path
    this.#found = found
    this.size = Number(found.size)
    this.lastModified = Number(found.mtimeMs)
  }

  /** Errors: `file-unreadable`. */
  async checkReadable(): Promise<void> {
    await (await this.#open()).close()
  }

  async read(into: Bytes, start: number): Promise<void> {
    const file = await this.#open()
    try {
      const isWhole = await readAll(file, into, start)
      if (!isWhole || !this.#isSame(await file.stat({ bigint: true }))) throw this.#failure('file-changed')
    } catch (error) {
      throw isDropError(error) ? error : this.#failure('file-unreadable', error)
    } finally {
      await file.close()
    }
  }

  async #open(): Promise<FileHandle> {
    try {
      return await open(this.#path, constants.O_RDONLY | constants.O_NOFOLLOW)
    } catch (error) {
      throw this.#failure('file-unreadable', error)
    }
  }

  #isSame({ size, mtimeNs, ino, dev }: BigIntStats): boolean {
    const found = this.#found
    return size === found.size && mtimeNs === found.mtimeNs && ino === found.ino && dev === found.dev
  }

  #failure(code: 'file-unreadable' | 'file-changed', cause?: unknown) {
    return fileFailure(code, this.#path.toString(), cause)
  }
}
