/** What watching depends on. */
export interface WatchDeps {
  /** Calls back once after `ms` milliseconds; answers what prevents that. */
  readonly after: (ms: number, callback: () => void) => () => void
  readonly isVisible: () => boolean
  /** Calls `listener` when the page is shown or hidden; answers what ends that. */
  readonly onVisibility: (listener: () => void) => () => void
}

/** One round of questions: how many were asked, and whether an answer brought something new. */
export type Round = () => Promise<{ readonly asked: number; readonly isNews: boolean }>

/** Between rounds while something goes on, in ms ... */
const FIRST_MS = 2000
/** ... and at the most, when nothing has for long. */
const LONGEST_MS = 60_000
/** Long lists are asked for more rarely: so many ms for each drop. */
const MS_EACH = 500

/**
 * Asks again and again while the page is visible: soon after something new, ever more rarely while nothing is. Rounds
 * never overlap.
 */
export class Watch {
  readonly #deps: WatchDeps
  readonly #round: Round
  readonly #stopListening: () => void
  #cancel: (() => void) | null = null
  #delay = FIRST_MS
  #isAsking = false
  #isWanted = false
  #isClosed = false

  constructor(deps: WatchDeps, round: Round) {
    this.#deps = deps
    this.#round = round
    this.#stopListening = deps.onVisibility(() => (deps.isVisible() ? this.now() : this.#rest()))
  }

  /** Asks at once, or as soon as the running round is over. */
  now(): void {
    this.#delay = FIRST_MS
    this.#isWanted = true
    void this.#ask()
  }

  /** Asks again in a moment: something has just been done. */
  soon(): void {
    this.#delay = FIRST_MS
    this.#rest()
    if (!this.#isAsking) this.#later(this.#delay)
  }

  close(): void {
    this.#isClosed = true
    this.#stopListening()
    this.#rest()
  }

  #rest(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.#isClosed) return
    this.#isAsking = true
    this.#rest()
    let asked = 0
    while (this.#isWanted) {
      this.#isWanted = false
      const round = await this.#round()
      asked = round.asked
      this.#delay = round.isNews ? FIRST_MS : Math.min(LONGEST_MS, this.#delay * 1.5)
    }
    this.#isAsking = false
    if (asked > 0) this.#later(Math.max(this.#delay, asked * MS_EACH))
  }

  #later(ms: number): void {
    if (this.#isClosed || !this.#deps.isVisible()) return
    this.#cancel = this.#deps.after(ms, () => {
      this.#isWanted = true
      void this.#ask()
    })
  }
}
