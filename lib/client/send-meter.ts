import type { TransferProgress } from './send-state.ts'
import { advanceRate, progressOf, startRate } from './transfer-rate.ts'

/** What a meter reads. */
export interface SendMeterDeps {
  /** ms. */
  readonly now: () => number
  /** Calls back a few times a second until the answer is called. */
  readonly everyTick: (callback: () => void) => () => void
  readonly storedBytes: () => number
  readonly totalBytes: () => number
  /** Whether bytes are on their way. */
  readonly isBusy: () => boolean
  /** Hears that the progress is another one. */
  readonly changed: () => void
}

/** How far and how fast a drop is going up. */
export class SendMeter {
  readonly #deps: SendMeterDeps
  #rate = startRate(0, 0)
  #stopTicks: () => void = () => {}

  constructor(deps: SendMeterDeps) {
    this.#deps = deps
  }

  get progress(): TransferProgress {
    return progressOf(this.#rate, this.#deps.storedBytes(), this.#deps.totalBytes())
  }

  start(): void {
    this.stop()
    this.beginAnew()
    this.#stopTicks = this.#deps.everyTick(() => this.#tick())
  }

  stop(): void {
    this.#stopTicks()
    this.#stopTicks = () => {}
  }

  /** Forgets how fast it was: it stood still. */
  beginAnew(): void {
    this.#rate = startRate(this.#deps.now(), this.#deps.storedBytes())
  }

  /** Takes in what is stored by now. */
  advance(): void {
    const { now, storedBytes, totalBytes, changed } = this.#deps
    this.#rate = advanceRate(this.#rate, now(), storedBytes(), totalBytes())
    changed()
  }

  #tick(): void {
    if (this.#deps.isBusy()) {
      this.advance()
      return
    }
    const hadSpeed = this.#rate.bytesPerSecond !== null
    this.beginAnew()
    if (hadSpeed) this.#deps.changed()
  }
}
