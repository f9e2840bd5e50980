import { advanceRate, progressOf, startRate } from '../transfer-rate.ts'
import type { TransferProgress } from './send-state.ts'

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
  /** What `changed` was last called for. */
  #shownBytes = 0
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

  /**
   * Takes in what is stored by now. The next tick shows it: a fast line stores parts oftener than anybody sees, and
   * drawing takes the processor from sealing.
   */
  advance(): void {
    const { now, storedBytes, totalBytes } = this.#deps
    this.#rate = advanceRate(this.#rate, now(), storedBytes(), totalBytes())
    if (storedBytes() >= totalBytes()) this.#show()
  }

  #show(): void {
    this.#shownBytes = this.#deps.storedBytes()
    this.#deps.changed()
  }

  #tick(): void {
    if (this.#deps.isBusy()) {
      this.advance()
      this.#show()
      return
    }
    const isNews = this.#rate.bytesPerSecond !== null || this.#deps.storedBytes() !== this.#shownBytes
    this.beginAnew()
    if (isNews) this.#show()
  }
}
