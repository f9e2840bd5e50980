const MiB = 2 ** 20

/** Most ranges that come at the same time. */
const MOST_AT_ONCE = 4
/** How much has to come before it is looked at how fast it came. */
const LOOK_BYTES = 32 * MiB
/** So much more has to come by twice as many ranges, or it was not the single connection that limited. */
const GAIN = 1.2
/** Bytes a ms of one range. Where it is slower, much of what came ahead of its turn would be lost with the line. */
const SLOWEST = (4 * MiB) / 1000
/** Bytes a ms of one range. Where it is quicker, this machine is what limits. */
const QUICKEST = (256 * MiB) / 1000

/**
 * How many ranges come at the same time: one, and twice as many as long as that brings more. Object storage and long
 * lines give each connection only so much; elsewhere one range is as fast as several, and is less work.
 */
export class LanePace {
  readonly #now: () => number
  #atOnce = 1
  #isSettled = false
  /** Bytes a ms, with half as many at once. */
  #before = 0
  #heardAt: number
  #bytes = 0
  #ms = 0

  /** `now`: ms of any clock. */
  constructor(now: () => number) {
    this.#now = now
    this.#heardAt = now()
  }

  /** How many there should be. */
  get atOnce(): number {
    return this.#atOnce
  }

  /** Hears that so many bytes came, in their turn or ahead of it, while so many ranges were coming. */
  came(bytes: number, coming: number): void {
    const now = this.#now()
    // While fewer come, as those ahead are held already, it says nothing of so many.
    if (!this.#isSettled && coming >= this.#atOnce) {
      this.#bytes += bytes
      this.#ms += Math.max(0, now - this.#heardAt)
      if (this.#bytes >= LOOK_BYTES) this.#look(this.#bytes / Math.max(1, this.#ms))
    }
    this.#heardAt = now
  }

  #look(rate: number): void {
    const isWorthIt = rate >= this.#before * GAIN
    const ofOne = rate / this.#atOnce
    this.#isSettled = !isWorthIt || this.#atOnce === MOST_AT_ONCE || ofOne < SLOWEST || ofOne > QUICKEST
    if (!isWorthIt) this.#atOnce /= 2
    else if (!this.#isSettled) this.#atOnce *= 2
    this.#before = rate
    this.#bytes = 0
    this.#ms = 0
  }
}
