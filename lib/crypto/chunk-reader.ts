import type { Bytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'

/** Sealed bytes as they come from a network or a disk, in pieces of any size. */
export type SealedStream = AsyncIterable<Bytes> | ReadableStream<Bytes>

/** Safari below 26 cannot iterate a ReadableStream. */
async function* iterate(stream: ReadableStream<Bytes>): AsyncGenerator<Bytes, void, undefined> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    // An errored stream has nothing left to cancel, and its error is on its way already.
    await reader.cancel().catch(() => {})
  }
}

/**
 * Cuts a stream of network pieces of any size into runs of exactly the asked length, copying each byte at most once.
 */
export class ChunkReader {
  readonly #pieces: AsyncIterator<Bytes>
  #piece: Bytes = new Uint8Array(0)
  /** What lies across pieces is gathered here, again and again. */
  #scratch: Bytes = new Uint8Array(0)

  constructor(source: SealedStream) {
    this.#pieces = ('getReader' in source ? iterate(source) : source)[Symbol.asyncIterator]()
  }

  async #next(): Promise<boolean> {
    for (;;) {
      const next = await this.#pieces.next()
      if (next.done === true) return false
      if (next.value.length === 0) continue
      this.#piece = next.value
      return true
    }
  }

  /** Whether `take` of so many bytes answers at once. */
  holds(length: number): boolean {
    return this.#piece.length >= length
  }

  /**
   * The next `length` bytes, valid until the next call: their memory is used again. Errors: `payload-truncated` where
   * the stream ends before.
   */
  take(length: number): Bytes | Promise<Bytes> {
    return this.holds(length) ? this.#cut(length) : this.#takeLater(length)
  }

  #cut(length: number): Bytes {
    const whole = this.#piece.subarray(0, length)
    this.#piece = this.#piece.subarray(length)
    return whole
  }

  async #takeLater(length: number): Promise<Bytes> {
    if (this.#piece.length === 0 && (await this.#next()) && this.holds(length)) return this.#cut(length)
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length)
    const gathered = this.#scratch.subarray(0, length)
    let filled = 0
    for (;;) {
      const copied = this.#piece.subarray(0, length - filled)
      gathered.set(copied, filled)
      filled += copied.length
      this.#piece = this.#piece.subarray(copied.length)
      if (filled === length) return gathered
      if (!(await this.#next())) throw new DropError('payload-truncated')
    }
  }

  /** Errors: `payload-too-long` where the stream goes on. */
  async end(): Promise<void> {
    if (this.#piece.length > 0 || (await this.#next())) throw new DropError('payload-too-long')
  }

  /** Tells the source that nothing more will be read. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }
}
