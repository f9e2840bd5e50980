import { checkNotCancelled, type RetryPolicy, retry } from '../../adapters/http/retry.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import type { ReceiverApi } from '../../ports/drop-api.ts'
import type { LeaseStore } from '../../ports/lease-store.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import { createStateCell, type StateCell } from '../state-cell.ts'
import { toDropError } from '../to-drop-error.ts'
import { LateReceiving, type LateReceivingDeps } from './late-receiving.ts'
import { isNoLink } from './no-link.ts'
import { type FoundLink, findLink, openLink, readHint, stretchFor } from './open-link.ts'
import type { DropReport, ReceiveDrop, ReceiveState } from './receive-state.ts'
import { reportLink } from './report-link.ts'
import { removeLeftovers } from './worth-keeping.ts'

export interface ReceiveDeps extends LateReceivingDeps {
  readonly api: Pick<ReceiverApi, 'look' | 'open' | 'report'>
  readonly leases: Pick<LeaseStore, 'running'>
  readonly stretch: StretchPassword
  readonly patience: Omit<RetryPolicy, 'giveUpAfter'>
  /** How long opening a link is tried before the page says that it failed, in ms. */
  readonly openFor: number
  /** Errors: `browser-unsupported`. */
  readonly checkBrowser: () => void
  /** Calls the listener when the network came back. */
  readonly onOnline: (listener: () => void) => void
  /** Calls the listener when the page is being left: closed, or loaded again. */
  readonly onLeave: (listener: () => void) => void
}

/** Finds and opens links, one at a time: a run that another one replaces falls silent. */
class Receiver {
  readonly #deps: ReceiveDeps
  readonly #cell: StateCell<ReceiveState>
  #text = ''
  #found: FoundLink | null = null
  #receiving: LateReceiving | null = null
  #stop = new AbortController()

  constructor(deps: ReceiveDeps, cell: StateCell<ReceiveState>) {
    this.#deps = deps
    this.#cell = cell
    deps.onOnline(() => this.#receiving?.kick())
    deps.onLeave(() => this.#receiving?.leave())
    void removeLeftovers(deps.keeping, deps.leases, deps.now()).catch(() => {})
  }

  get receiving(): LateReceiving | null {
    return this.#receiving
  }

  #begin(): AbortSignal {
    this.#stop.abort()
    this.#stop = new AbortController()
    return this.#stop.signal
  }

  open(text: string): void {
    this.#receiving?.close()
    this.#receiving = null
    const signal = this.#begin()
    this.#text = text
    if (isNoLink(text)) this.#cell.set({ phase: 'asking', error: null })
    else {
      this.#cell.set({ phase: 'opening' })
      void this.#find(text, signal).catch((error: unknown) => this.#fail(error, signal))
    }
  }

  /** Tries again what the network refuses, for as long as a person likes to wait. */
  #retry<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    const { openFor, patience } = this.#deps
    return retry({ ...patience, giveUpAfter: openFor }, signal, attempt)
  }

  async #find(text: string, signal: AbortSignal): Promise<void> {
    this.#deps.checkBrowser()
    const found = await this.#retry(signal, () => findLink(this.#deps.api, text, signal))
    checkNotCancelled(signal)
    if (!found.code.needsPassword) return this.#unwrap(found, null, signal)
    const hint = await readHint(found)
    checkNotCancelled(signal)
    this.#found = found
    this.#cell.set({ phase: 'password', hint, error: null, isTrying: false })
  }

  async #unwrap(found: FoundLink, passwordKey: Parameters<typeof openLink>[2], signal: AbortSignal): Promise<void> {
    const link = await this.#retry(signal, () => openLink(this.#deps.api, found, passwordKey, signal))
    const receiving = await this.#retry(signal, () => LateReceiving.open(this.#deps, this.#cell, link))
    if (signal.aborted) {
      receiving.close()
      return
    }
    this.#receiving = receiving
    this.#cell.set({ phase: 'opened', drop: receiving.shown })
  }

  unlock(password: string): void {
    const state = this.#cell.get()
    const found = this.#found
    if (state.phase !== 'password' || state.isTrying || found === null || password === '') return
    const signal = this.#begin()
    this.#cell.set({ ...state, error: null, isTrying: true })
    void this.#tryPassword(found, password, signal).catch((error: unknown) => {
      const isGuess = isDropError(error, 'password-wrong') || isDropError(error, 'too-many-requests')
      if (isGuess && !signal.aborted) this.#cell.set({ ...state, error, isTrying: false })
      else this.#fail(error, signal)
    })
  }

  async #tryPassword(found: FoundLink, password: string, signal: AbortSignal): Promise<void> {
    const passwordKey = await stretchFor(this.#deps.stretch, found, password, signal)
    checkNotCancelled(signal)
    await this.#unwrap(found, passwordKey, signal)
  }

  #fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return
    const failure = toDropError(error)
    if (isDropError(failure, 'link-malformed')) this.#cell.set({ phase: 'asking', error: failure })
    else this.#cell.set({ phase: 'failed', error: failure, drop: null })
  }

  async report(report: DropReport, signal: AbortSignal): Promise<void> {
    await reportLink(this.#deps.api, this.#text, report, signal)
  }

  retry(): void {
    const { phase } = this.#cell.get()
    if (phase === 'interrupted') this.#receiving?.kick()
    if (phase === 'failed') this.open(this.#text)
  }

  cancel(): void {
    const state = this.#cell.get()
    if (state.phase === 'password' && state.isTrying) {
      this.#begin()
      this.#cell.set({ ...state, isTrying: false })
    } else if (state.phase === 'opening' || state.phase === 'password') {
      this.#begin()
      this.#found = null
      this.#cell.set({ phase: 'asking', error: null })
    } else this.#receiving?.cancel()
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
    unlock: (password) => receiver.unlock(password),
    prepare: () => receiver.receiving?.prepare(),
    receive: (selection) => receiver.receiving?.receive(selection),
    saveName: (selection) => receiver.receiving?.saveName(selection) ?? '',
    look: (index, signal) =>
      receiver.receiving?.look(index, signal) ?? Promise.reject(new DropError('bad-request', { subject: 'look' })),
    finish: () => receiver.receiving?.finish(),
    retry: () => receiver.retry(),
    cancel: () => receiver.cancel(),
    report: (report, signal) => receiver.report(report, signal),
  }
}
