import type { Bytes } from '../../lib/format/bytes.ts'

/** Memory for one part. */
export interface PartBuffer {
  readonly bytes: Bytes
  /** Gives it back; `isQuiet` says that nobody reads or writes it any more: only then the next part is put there. */
  readonly release: (isQuiet: boolean) => void
}

/**
 * Memory that is used again and again: V8 counts it with its heap, and memory that came and went with each part made it
 * collect everything every other part. Who wants some waits until one of `count` is given back.
 */
export class PartBuffers {
  readonly #free: (Bytes | null)[]
  readonly #waiting: ((buffer: Bytes | null) => void)[] = []

  constructor(count: number) {
    this.#free = Array.from({ length: count }, () => null)
  }

  async take(length: number): Promise<PartBuffer> {
    const free = this.#free.pop()
    const given = free === undefined ? await new Promise<Bytes | null>((resolve) => this.#waiting.push(resolve)) : free
    const buffer = given !== null && given.length >= length ? given : new Uint8Array(length)
    let isHeld = true
    return {
      bytes: buffer.subarray(0, length),
      release: (isQuiet) => {
        if (isHeld) this.#giveBack(isQuiet ? buffer : null)
        isHeld = false
      },
    }
  }

  #giveBack(buffer: Bytes | null): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(buffer)
    else next(buffer)
  }
}
