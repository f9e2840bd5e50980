import type { Bytes } from '../../lib/format/bytes.ts'
import { freeBytes } from '../../lib/format/free-bytes.ts'
import type { SentFile } from './disk-file.ts'

const BLOCK = 2 ** 20

interface Block {
  readonly bytes: Bytes
  /** Bytes of it that nobody has read yet. */
  left: number
}

/** Standard input as a file that grows: what came is held until it was read, once, and its beginning for good. */
export class PipedFile implements SentFile {
  readonly type = ''
  readonly lastModified: number
  readonly #head: Bytes
  /** By place: each holds a MiB. Those that were read are used again. */
  readonly #blocks = new Map<number, Block>()
  readonly #free: Bytes[] = []
  #size = 0
  #held = 0
  #onRoom: () => void = () => {}

  /** `now` in Unix ms; `headBytes` from the beginning on can be read again. */
  constructor(now: number, headBytes: number) {
    this.lastModified = now
    this.#head = new Uint8Array(headBytes)
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  /** Takes what came: its memory is gone then. */
  push(bytes: Uint8Array): void {
    this.#head.set(
      bytes.subarray(0, Math.max(0, this.#head.length - this.#size)),
      Math.min(this.#size, this.#head.length),
    )
    for (let done = 0; done < bytes.length; ) {
      const block = this.#blockAt(this.#size)
      const piece = bytes.subarray(done, done + BLOCK - (this.#size % BLOCK))
      block.bytes.set(piece, this.#size % BLOCK)
      done += piece.length
      this.#size += piece.length
    }
    this.#held += bytes.length
    freeBytes(bytes)
  }

  /** Resolves once at most `most` bytes are held. */
  async room(most: number): Promise<void> {
    while (this.#held > most)
      await new Promise<void>((resolve) => {
        this.#onRoom = resolve
      })
  }

  read(into: Bytes, start: number): Promise<void> {
    const end = start + into.length
    if (end <= Math.min(this.#head.length, this.#size)) into.set(this.#head.subarray(start, end))
    else this.#take(into, start)
    return Promise.resolve()
  }

  #blockAt(at: number): Block {
    const place = Math.floor(at / BLOCK)
    const found = this.#blocks.get(place)
    if (found !== undefined) return found
    const block = { bytes: this.#free.pop() ?? new Uint8Array(BLOCK), left: BLOCK }
    this.#blocks.set(place, block)
    return block
  }

  #take(into: Bytes, start: number): void {
    for (let done = 0; done < into.length; ) {
      const at = start + done
      const place = Math.floor(at / BLOCK)
      const block = this.#blocks.get(place)
      if (block === undefined) throw new Error('these bytes are gone already')
      const piece = block.bytes.subarray(at % BLOCK, (at % BLOCK) + into.length - done)
      into.set(piece, done)
      done += piece.length
      block.left -= piece.length
      if (block.left > 0) continue
      this.#blocks.delete(place)
      this.#free.push(block.bytes)
    }
    this.#held -= into.length
    this.#onRoom()
  }
}
