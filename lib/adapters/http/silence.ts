/** A silence is measured by so many looks, and one more: it began between two. */
const LOOKS = 10

/**
 * Stops work that waits for a side which is silent for `ms`, or a tenth longer. One timer serves a whole stream: it
 * comes in thousands of pieces, and a timer for each would cost more than all else that is done with it here.
 */
export class Silence {
  readonly #ms: number
  readonly #stop: () => void
  readonly #received: () => number
  #timer: ReturnType<typeof setTimeout> | undefined
  #isWaiting = false
  /** Looks since the wait began or something came. */
  #looks = 0
  /** What had been received at the last look. */
  #seen = 0

  /** It is for `stop` to make the work fail. `received` tells bytes that came and are no piece yet. */
  constructor(ms: number, stop: () => void, received: () => number = () => 0) {
    this.#ms = ms
    this.#stop = stop
    this.#received = received
  }

  #listen(): void {
    this.#timer ??= setTimeout(this.#look, this.#ms / LOOKS)
  }

  readonly #look = (): void => {
    this.#timer = undefined
    // The next wait begins it again: the time that the consumer takes does not count.
    if (!this.#isWaiting) return
    const received = this.#received()
    if (received !== this.#seen) this.#looks = 0
    this.#seen = received
    this.#looks += 1
    if (this.#looks > LOOKS) this.#stop()
    else this.#listen()
  }

  /** Waits for `work`, which is one piece. */
  async bounded<T>(work: Promise<T>): Promise<T> {
    this.#isWaiting = true
    this.#looks = 0
    this.#listen()
    try {
      return await work
    } finally {
      this.#isWaiting = false
    }
  }

  /** Stops looking. */
  end(): void {
    clearTimeout(this.#timer)
  }
}
