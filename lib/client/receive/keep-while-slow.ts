import type { Bytes } from '../../format/bytes.ts'
import type { KeptParts } from '../../ports/kept-downloads.ts'

/** What would be had again in so many ms is not kept: writing it costs a quick line a fifth of its speed. */
export const HAD_AGAIN_MS = 10_000
/** Before so many ms have passed nobody knows how quick a line is. */
const MEASURED_MS = 500

export interface KeepingPace {
  /** See `HAD_AGAIN_MS`; 0 keeps everything. */
  readonly hadAgainMs: number
  /** ms. */
  readonly now: () => number
}

/** Keeps what comes for as long as the rest, and so all that a reload could lose from then on, would take its time. */
class SlowlyKept implements KeptParts {
  readonly #parts: KeptParts
  readonly #bytes: number
  readonly #pace: KeepingPace
  #begun: number | null = null
  /** Bytes that came since then. */
  #came = 0
  #isOver = false

  constructor(parts: KeptParts, bytes: number, pace: KeepingPace) {
    this.#parts = parts
    this.#bytes = bytes
    this.#pace = pace
  }

  get length(): number {
    return this.#parts.length
  }

  read(at: number, length: number): Bytes {
    return this.#parts.read(at, length)
  }

  write(at: number, piece: Bytes): void {
    // For good: what came after a gap could not be read again from the beginning.
    this.#isOver ||= this.#isSoonHad(at, piece.length)
    if (!this.#isOver) this.#parts.write(at, piece)
  }

  /** Whether the line brings what comes from `at` on in a moment. The first piece only starts the clock. */
  #isSoonHad(at: number, length: number): boolean {
    const now = this.#pace.now()
    if (this.#begun === null) {
      this.#begun = now
      return false
    }
    this.#came += length
    const ms = now - this.#begun
    return ms >= MEASURED_MS && (this.#bytes - at) * ms < this.#pace.hadAgainMs * this.#came
  }

  cut(length: number): void {
    this.#parts.cut(length)
  }

  close(): void {
    this.#parts.close()
  }
}

/**
 * Keeps the parts of a download of `bytes` stored bytes as `parts` does, until what is still to come would be had again
 * in `hadAgainMs`. What was kept until then stays, and a reload fetches the rest.
 */
export function keepWhileSlow(parts: KeptParts, bytes: number, pace: KeepingPace): KeptParts {
  return new SlowlyKept(parts, bytes, pace)
}
