import { checkNotCancelled, retry } from '../adapters/http/retry.ts'
import type { RandomSource } from '../crypto/random-source.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import type { ReceiverApi } from '../ports/drop-api.ts'
import type { LiveLink, OpenedLink } from './open-link.ts'
import { lookAtLink, openLink } from './open-link.ts'
import type { PatienceDeps } from './patience.ts'
import type { OpenedDrop, ReceiveDrop, ReceiveState, Selection } from './receive-state.ts'
import { runDownload } from './run-download.ts'
import type { PreparedSave, PrepareSave } from './save-drop.ts'
import { wasStoppedInBrowser } from './save-drop.ts'
import { savedFile } from './saved-file.ts'
import { createStateCell, type StateCell } from './state-cell.ts'

export interface ReceiveDeps {
  readonly api: ReceiverApi
  readonly prepareSave: PrepareSave
  readonly random: RandomSource
  /** Unix ms. */
  readonly now: () => number
  readonly patience: PatienceDeps
  /** How long opening a link is tried before the page says that it failed, in ms. */
  readonly openFor: number
  /** Errors: `browser-unsupported`. */
  readonly checkBrowser: () => void
  /** Calls the listener when the network came back. */
  readonly onOnline: (listener: () => void) => void
  /** Calls the listener when the page is being closed. */
  readonly onLeave: (listener: () => void) => void
}

function toOpenedDrop({ manifest }: OpenedLink, live: LiveLink): OpenedDrop {
  return {
    kind: manifest.kind,
    host: null,
    lease: null,
    survivesReload: false,
    files: manifest.files.map(({ path, size, type }) => ({ path, size, type })),
    totalBytes: manifest.length,
    expiresAt: live.expiresAt,
    maxDownloads: live.maxDownloads,
    placesLeft: live.placesLeft,
    heldUntil: live.heldUntil,
  }
}

function toDropError(error: unknown): DropError {
  return isDropError(error) ? error : new DropError('internal', { cause: error })
}

/** One run of opening or receiving: cancelled as a whole, and deaf to what comes after. */
class Receiver {
  readonly #deps: ReceiveDeps
  readonly #cell: StateCell<ReceiveState>
  #text = ''
  #link: OpenedLink | null = null
  #drop: OpenedDrop | null = null
  #stop = new AbortController()
  #prepared: Pick<PreparedSave, 'kick'> | null = null

  constructor(deps: ReceiveDeps, cell: StateCell<ReceiveState>) {
    this.#deps = deps
    this.#cell = cell
    deps.onOnline(() => this.#prepared?.kick())
    deps.onLeave(() => this.cancel())
  }

  #begin(): AbortSignal {
    this.#stop.abort()
    this.#stop = new AbortController()
    return this.#stop.signal
  }

  open(text: string): void {
    const signal = this.#begin()
    this.#text = text
    this.#link = null
    this.#drop = null
    if (text.trim().replace(/^#/, '') === '') this.#cell.set({ phase: 'asking', error: null })
    else {
      this.#cell.set({ phase: 'opening' })
      void this.#open(text, signal)
    }
  }

  async #open(text: string, signal: AbortSignal): Promise<void> {
    const { api, openFor, patience } = this.#deps
    try {
      this.#deps.checkBrowser()
      const link = await retry({ ...patience, giveUpAfter: openFor }, signal, () => openLink(api, text, signal))
      checkNotCancelled(signal)
      this.#link = link
      this.#drop = toOpenedDrop(link, link.live)
      this.#cell.set({ phase: 'opened', drop: this.#drop })
    } catch (error) {
      if (signal.aborted) return
      const failure = toDropError(error)
      if (isDropError(failure, 'link-malformed')) this.#cell.set({ phase: 'asking', error: failure })
      else this.#cell.set({ phase: 'failed', error: failure, drop: null })
    }
  }

  receive(): void {
    const { phase } = this.#cell.get()
    if (this.#link !== null && this.#drop !== null && (phase === 'opened' || phase === 'cancelled'))
      void this.#receive(this.#link, this.#drop, this.#begin())
  }

  async #receive(link: OpenedLink, drop: OpenedDrop, signal: AbortSignal): Promise<void> {
    const show = (state: ReceiveState) => {
      if (!signal.aborted) this.#cell.set(state)
    }
    const onPrepared = (prepared: Pick<PreparedSave, 'kick'>) => {
      this.#prepared = prepared
    }
    let releasing = Promise.resolve()
    const onReleasing = (released: Promise<void>) => {
      releasing = released
    }
    try {
      await runDownload(this.#deps, { link, drop, show, onPrepared, onReleasing }, signal)
      show({ phase: 'received', drop, selection: 'all' })
    } catch (error) {
      if (wasStoppedInBrowser(error)) show({ phase: 'cancelled', drop })
      else show({ phase: 'failed', error: toDropError(error), drop })
      await releasing
      await this.#lookAgain(link)
    }
  }

  /** Where a download was cancelled: the places as they are now that it has given up its own. */
  async #lookAgain(link: OpenedLink): Promise<void> {
    const { signal } = this.#stop
    const isStill = () => !signal.aborted && this.#link === link && this.#cell.get().phase === 'cancelled'
    if (!isStill()) return
    try {
      const live = await lookAtLink(this.#deps.api, link.locator, signal)
      if (!isStill()) return
      this.#drop = toOpenedDrop(link, live)
      this.#cell.set({ phase: 'cancelled', drop: this.#drop })
    } catch {
      // What was known before the download stays shown; a claim will tell.
    }
  }

  saveName(_selection: Selection): string {
    return this.#link === null ? '' : savedFile(this.#link.manifest.files, this.#deps.now()).name
  }

  retry(): void {
    const { phase } = this.#cell.get()
    if (phase === 'interrupted') this.#prepared?.kick()
    if (phase === 'failed') this.open(this.#text)
  }

  cancel(): void {
    const state = this.#cell.get()
    if (state.phase === 'opening') {
      this.#begin()
      this.#cell.set({ phase: 'asking', error: null })
    }
    // Where every byte was saved there is nothing left to stop.
    const isVerifying = state.phase === 'receiving' && state.stage === 'verifying'
    if (isVerifying || (state.phase !== 'receiving' && state.phase !== 'interrupted')) return
    this.#begin()
    this.#cell.set({ phase: 'cancelled', drop: state.drop })
  }
}

/** A receiver that waits for a link. */
export function createReceiveDrop(deps: ReceiveDeps): ReceiveDrop {
  const cell = createStateCell<ReceiveState>({ phase: 'asking', error: null })
  const receiver = new Receiver(deps, cell)
  return {
    state: cell.get,
    subscribe: cell.subscribe,
    open: (text) => receiver.open(text),
    unlock: () => {},
    receive: () => receiver.receive(),
    saveName: (selection) => receiver.saveName(selection),
    look: () => Promise.reject(new DropError('unavailable')),
    finish: () => {},
    retry: () => receiver.retry(),
    cancel: () => receiver.cancel(),
  }
}
