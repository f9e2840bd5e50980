import { type DropError, isDropError } from '../../format/drop-error.ts'
import type { TransferProgress } from '../send/send-state.ts'
import type { StateCell } from '../state-cell.ts'
import { explainFailure } from './explain-failure.ts'
import type { HeldDownload, HoldDeps } from './held-download.ts'
import { HeldDrop } from './held-drop.ts'
import { isLeaseOver } from './lease-over.ts'
import type { FilesManifest, OpenedLink } from './open-link.ts'
import type { OpenedDrop, ReceiveState, Selection } from './receive-state.ts'
import { type DownloadDeps, type DownloadStep, runDownload } from './run-download.ts'
import { lookInside, type ReadingDeps, runReading } from './run-reading.ts'
import { wasStoppedInBrowser } from './save-drop.ts'
import { isSameSelection, type SelectionPlan } from './selection.ts'

/** What receiving needs of its surroundings. */
export type ReceivingDeps = HoldDeps &
  DownloadDeps &
  ReadingDeps & {
    /** How soon a page that is being left hears of it after its downloads were ended, in ms. */
    readonly leaveWithin: number
  }

/** Begins to take one opened link. Errors: `cancelled`. */
export type BeginTaking = (cell: StateCell<ReceiveState>, link: OpenedLink, signal: AbortSignal) => Promise<Receiving>

/** How long the server is told of a finished download, in ms. */
const COMPLETE_FOR = 20_000

type Verifying = Pick<Extract<ReceiveState, { phase: 'receiving' }>, 'phase' | 'stage' | 'progress'>

/** What is taken, and how it is shown. */
interface Showing {
  readonly plan: SelectionPlan
  readonly show: (step: DownloadStep | Verifying) => void
}

function wholeOf({ bytes }: SelectionPlan): TransferProgress {
  return { doneBytes: bytes, totalBytes: bytes, bytesPerSecond: null, secondsLeft: 0 }
}

/** One opened link, and what is taken from it. It shows itself in `cell` until another link is opened. */
export class Receiving {
  readonly #deps: ReceivingDeps
  readonly #cell: StateCell<ReceiveState>
  readonly #drop: HeldDrop
  #stop = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #kick = () => {}
  readonly #onPrepared = ({ kick }: { readonly kick: () => void }) => {
    this.#kick = kick
  }

  constructor(deps: ReceivingDeps, cell: StateCell<ReceiveState>, drop: HeldDrop) {
    this.#deps = deps
    this.#cell = cell
    this.#drop = drop
  }

  get #held(): HeldDownload {
    return this.#drop.held
  }

  /** What a page shows of the drop. */
  get shown(): OpenedDrop {
    return this.#drop.shown
  }

  /** Shows the state again, with the drop as it is now. */
  #refresh(): void {
    const state = this.#cell.get()
    if ('drop' in state && state.drop !== null) this.#cell.set({ ...state, drop: this.#drop.shown })
  }

  receive(selection: Selection): void {
    const state = this.#cell.get()
    if (state.phase === 'interrupted') {
      if (isSameSelection(state.selection, selection)) this.kick()
      return
    }
    const mayTakeMore = state.phase === 'received' && state.drop.lease !== null
    if (state.phase !== 'opened' && state.phase !== 'cancelled' && !mayTakeMore) return
    this.begin(selection)
  }

  /** Takes a selection, whatever is shown. */
  begin(selection: Selection): void {
    const signal = this.#anew()
    this.#running = this.#take(selection, signal).catch((error: unknown) => this.#fail(error, signal))
  }

  #anew(): AbortSignal {
    this.#stop.abort()
    this.#stop = new AbortController()
    return this.#stop.signal
  }

  async #take(selection: Selection, signal: AbortSignal): Promise<void> {
    const { manifest } = this.#drop.link
    const plan = this.#drop.plan(manifest.kind === 'files' ? selection : 'all')
    const show = (step: DownloadStep | Verifying) => {
      if (!signal.aborted) this.#cell.set({ ...step, drop: this.#drop.shown, selection: plan.selection })
    }
    if (manifest.kind === 'files') await this.#save({ manifest, plan, show }, signal)
    else await this.#read({ plan, show }, signal)
  }

  async #save({ manifest, plan, show }: Showing & { manifest: FilesManifest }, signal: AbortSignal): Promise<void> {
    const held = this.#held
    const { link } = this.#drop
    const keptBytes = this.#drop.beginWith(plan)
    const onUnkept = () => this.#drop.noteUnkept()
    const download = { link, manifest, plan, held, keptBytes, show, onUnkept, onPrepared: this.#onPrepared }
    await runDownload(this.#deps, download, signal)
    void held.take(plan.places.map(({ index }) => index))
    if (this.#drop.isWholeWith(plan)) {
      show({ phase: 'receiving', stage: 'verifying', progress: wholeOf(plan) })
      await this.#complete(signal)
    }
    if (!signal.aborted) this.#cell.set({ phase: 'received', drop: this.#drop.shown, selection: plan.selection })
    // A disk needs a moment to free gigabytes, for which nobody has to wait.
    await this.#removeKept()
  }

  /** A note or a redirect: nothing is saved, and once it was read the download is done. */
  async #read({ plan, show }: Showing, signal: AbortSignal): Promise<void> {
    const reading = { link: this.#drop.link, plan, held: this.#held, show, onPrepared: this.#onPrepared }
    const written = await runReading(this.#deps, reading, signal)
    void this.#held.take([0])
    show({ phase: 'receiving', stage: 'verifying', progress: wholeOf(plan) })
    await this.#complete(signal)
    if (!signal.aborted) this.#cell.set({ phase: 'read', drop: this.#drop.shown, written })
  }

  async look(index: number, signal: AbortSignal): Promise<Blob> {
    try {
      const reading = { link: this.#drop.link, plan: this.#drop.plan([index]), held: this.#held }
      return await lookInside(this.#deps, reading, this.#drop.typeOf(index), signal)
    } catch (error) {
      throw await explainFailure(this.#deps.api, this.#drop.link.locator, error, signal)
    } finally {
      this.#refresh()
    }
  }

  finish(): void {
    const { phase } = this.#cell.get()
    const { lease } = this.#held
    if (lease === null || (phase !== 'opened' && phase !== 'received' && phase !== 'cancelled')) return
    if (lease.taken.length > 0) void this.#complete(this.#anew()).then(() => this.#refresh())
    else this.cancel()
  }

  /** Tries at once what waits for the network. */
  kick(): void {
    this.#kick()
  }

  cancel(): void {
    const state = this.#cell.get()
    // Where every byte was saved there is nothing left to stop.
    const isRunning = state.phase === 'interrupted' || (state.phase === 'receiving' && state.stage !== 'verifying')
    const isHeld = state.phase === 'opened' && this.#held.lease !== null
    if (!isRunning && !isHeld) return
    const signal = this.#anew()
    const over = this.#letGo()
    this.#cell.set({ phase: 'cancelled', drop: this.#drop.shown, inBrowser: false })
    void over.then(() => this.#lookAgain(signal))
  }

  /**
   * The page is being left. What runs is broken off, and who comes back goes on with it; where something was taken and
   * nothing runs, the download is done.
   */
  leave(): void {
    const state = this.#cell.get()
    const isRunning = state.phase === 'receiving' || state.phase === 'interrupted'
    if (isRunning) {
      this.#anew()
      this.#cell.set({ phase: 'opened', drop: this.#drop.shown })
    } else {
      this.#held.leave()
      this.#refresh()
    }
  }

  /** Another link is opened in this page: what runs is given up. */
  close(): void {
    const { phase } = this.#cell.get()
    this.#anew()
    if (phase === 'receiving' || phase === 'interrupted') void this.#letGo()
  }

  /** Gives the download up where nothing was taken by it; else more may be taken. */
  async #letGo(): Promise<void> {
    const { lease } = this.#held
    this.#drop.forgetUnfinished()
    const removed = this.#running.then(() => this.#removeKept())
    if (lease !== null && lease.taken.length === 0) await this.#held.giveUp()
    await removed
  }

  #removeKept(): Promise<void> {
    return this.#deps.keeping.remove(this.#drop.link.locator)
  }

  #complete(signal: AbortSignal): Promise<void> {
    return this.#held.complete({ ...this.#deps.patience, giveUpAfter: COMPLETE_FOR }, signal)
  }

  /**
   * Whether what is on this device can still be saved: once the browser can save, the next day, in another lease where
   * this one has lapsed, or once a place for one comes free.
   */
  #mayGoOn(failure: DropError): boolean {
    if (this.#held.unfinished === null) return false
    const mayBeMended = ['save-failed', 'lease-ended', 'too-many-bytes'].includes(failure.code)
    return mayBeMended || (this.#held.lease === null && !isLeaseOver(failure))
  }

  async #fail(error: unknown, signal: AbortSignal): Promise<void> {
    // WebKit ends a page's downloads before it tells the page that it is being left or loaded again, and who leaves
    // gives nothing up.
    if (wasStoppedInBrowser(error)) await this.#deps.patience.wait(this.#deps.leaveWithin, signal).catch(() => {})
    const failure = await explainFailure(this.#deps.api, this.#drop.link.locator, error, signal)
    if (signal.aborted) return
    const { lease } = this.#held
    const mayGoOn = this.#mayGoOn(failure)
    if (mayGoOn && isDropError(failure, 'lease-ended')) this.#held.lapse()
    const isSpent = isLeaseOver(failure) || lease?.taken.length === 0
    const released = isSpent && !mayGoOn ? this.#held.giveUp() : Promise.resolve()
    if (wasStoppedInBrowser(error)) this.#cell.set({ phase: 'cancelled', drop: this.#drop.shown, inBrowser: true })
    else this.#cell.set({ phase: 'failed', error: failure, drop: this.#drop.shown })
    if (!mayGoOn) {
      this.#drop.forgetUnfinished()
      await this.#removeKept()
    }
    await released
    await this.#lookAgain(signal)
  }

  /** Where a download was cancelled: the places as they are now that it has given up its own. */
  async #lookAgain(signal: AbortSignal): Promise<void> {
    if (this.#cell.get().phase !== 'cancelled') return
    await this.#drop.lookAgain(signal)
    const state = this.#cell.get()
    if (!signal.aborted && state.phase === 'cancelled') this.#cell.set({ ...state, drop: this.#drop.shown })
  }
}

/** Begins to take opened links: finds what an earlier page has left of one. Errors: `cancelled`. */
export function createTaking(deps: ReceivingDeps): BeginTaking {
  return async (cell, link, signal) => new Receiving(deps, cell, await HeldDrop.find(deps, link, signal))
}
