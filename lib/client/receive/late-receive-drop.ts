import { isDropError } from '../../format/drop-error.ts'
import { loadOnce } from '../load-once.ts'
import { createStateCell } from '../state-cell.ts'
import { isNoLink } from './no-link.ts'
import type { ReceiveDrop, ReceiveState } from './receive-state.ts'

const ASKING: ReceiveState = { phase: 'asking', error: null }

/**
 * A receiver whose code is loaded with the first link that is opened, or at `prepare`. Where it cannot be loaded, that
 * is a failure of the network, and a retry opens the link.
 */
class LateReceiver implements ReceiveDrop {
  readonly #load: () => Promise<ReceiveDrop>
  readonly #cell = createStateCell<ReceiveState>({ phase: 'opening' })
  /** What is to be opened. */
  #text: string | null = null
  #loaded: ReceiveDrop | null = null

  constructor(start: () => Promise<ReceiveDrop>) {
    this.#load = loadOnce(async () => this.#take(await start()))
  }

  readonly state = (): ReceiveState => this.#cell.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener)

  readonly open = (text: string): void => {
    this.#text = isNoLink(text) ? null : text
    if (this.#loaded !== null) this.#loaded.open(text)
    else if (this.#text === null) this.#cell.set(ASKING)
    else {
      this.#cell.set({ phase: 'opening' })
      this.prepare()
    }
  }

  readonly prepare = (): void => {
    if (this.#loaded !== null) this.#loaded.prepare()
    else
      this.#load().catch((error: unknown) => {
        if (this.#text !== null && isDropError(error)) this.#cell.set({ phase: 'failed', error, drop: null })
      })
  }

  readonly retry = (): void => {
    if (this.#loaded !== null) this.#loaded.retry()
    else if (this.#text !== null) this.open(this.#text)
  }

  readonly cancel = (): void => {
    if (this.#loaded !== null) {
      this.#loaded.cancel()
      return
    }
    this.#text = null
    this.#cell.set(ASKING)
  }

  readonly unlock: ReceiveDrop['unlock'] = (password) => this.#loaded?.unlock(password)
  readonly receive: ReceiveDrop['receive'] = (selection) => this.#loaded?.receive(selection)
  readonly saveName: ReceiveDrop['saveName'] = (selection) => this.#loaded?.saveName(selection) ?? ''
  readonly finish = (): void => this.#loaded?.finish()
  readonly look: ReceiveDrop['look'] = async (index, signal) => (await this.#load()).look(index, signal)
  readonly report: ReceiveDrop['report'] = async (report, signal) => (await this.#load()).report(report, signal)

  #take(loaded: ReceiveDrop): ReceiveDrop {
    this.#loaded = loaded
    if (this.#text !== null) loaded.open(this.#text)
    this.#cell.set(loaded.state())
    loaded.subscribe(() => this.#cell.set(loaded.state()))
    return loaded
  }
}

/**
 * A receiver that does not hold its code yet; nothing is opened. `start` loads it; where it fails, it is called anew.
 */
export function createLateReceiveDrop(start: () => Promise<ReceiveDrop>): ReceiveDrop {
  return new LateReceiver(start)
}
