import { loadOnce } from '../load-once.ts'
import type { TransferProgress } from '../send/send-state.ts'
import type { StateCell } from '../state-cell.ts'
import { toDropError } from '../to-drop-error.ts'
import type { OpenedLink } from './open-link.ts'
import { describeDrop } from './opened-drop.ts'
import type { OpenedDrop, ReceiveState, Selection } from './receive-state.ts'
import type { BeginTaking, Receiving } from './receiving.ts'
import { filesOf, savedName } from './saved-name.ts'
import { planSelection } from './selection.ts'
import type { KeepDeps } from './worth-keeping.ts'

/** What showing an opened link depends on, and taking it later. */
export interface LateReceivingDeps extends KeepDeps {
  /** Whether this browser may hold a download of a link. Never fails. */
  readonly mayHold: (locator: OpenedLink['locator']) => Promise<boolean>
  /** Loads what takes drops. What failed is asked for anew. */
  readonly loadTaking: () => Promise<BeginTaking>
  /** Unix ms. */
  readonly now: () => number
}

/** What somebody asked for before the code was there. */
interface Wanted {
  readonly selection: Selection
  readonly progress: TransferProgress
}

/**
 * One opened link. What takes it is loaded when somebody is about to, or where this browser holds a download of it. Who
 * asks for it before sees it begin at once; where the code cannot be loaded, it is interrupted, as by any failure of
 * the network.
 */
export class LateReceiving {
  readonly #deps: LateReceivingDeps
  readonly #cell: StateCell<ReceiveState>
  readonly #link: OpenedLink
  readonly #drop: OpenedDrop
  readonly #stop = new AbortController()
  readonly #load = loadOnce(() => this.#begin())
  #loaded: Receiving | null = null
  #wanted: Wanted | null = null

  private constructor(deps: LateReceivingDeps, cell: StateCell<ReceiveState>, link: OpenedLink, drop: OpenedDrop) {
    this.#deps = deps
    this.#cell = cell
    this.#link = link
    this.#drop = drop
  }

  /**
   * Finds out what there is to show of a link; it is for the caller to show it. Errors: `network` where the code for a
   * held download does not load.
   */
  static async open(deps: LateReceivingDeps, cell: StateCell<ReceiveState>, link: OpenedLink): Promise<LateReceiving> {
    const [described, isHeld] = await Promise.all([describeDrop(deps, link), deps.mayHold(link.locator)])
    const opened = new LateReceiving(deps, cell, link, { ...described, lease: null })
    if (isHeld) await opened.#load()
    return opened
  }

  /** What a page shows of the drop. */
  get shown(): OpenedDrop {
    return this.#loaded?.shown ?? this.#drop
  }

  /** The name under which a selection is saved; empty where nothing is. */
  saveName(selection: Selection): string {
    const { manifest, geometry } = this.#link
    if (manifest.kind !== 'files' || selection.length === 0) return ''
    return savedName(filesOf(manifest, planSelection(manifest, geometry, selection)), this.#deps.now())
  }

  /** Somebody may be about to take it. */
  prepare(): void {
    void this.#load().catch(() => {})
  }

  receive(selection: Selection): void {
    if (this.#loaded !== null) {
      this.#loaded.receive(selection)
      return
    }
    const { phase } = this.#cell.get()
    if (phase !== 'opened' && phase !== 'cancelled') return
    try {
      this.#want(this.#wantedOf(selection))
    } catch (error) {
      this.#cell.set({ phase: 'failed', error: toDropError(error), drop: this.#drop })
    }
  }

  /** Errors: those of `planSelection`. */
  #wantedOf(wanted: Selection): Wanted {
    const { manifest, geometry } = this.#link
    const { selection, bytes } = planSelection(manifest, geometry, manifest.kind === 'files' ? wanted : 'all')
    return { selection, progress: { doneBytes: 0, totalBytes: bytes, bytesPerSecond: null, secondsLeft: null } }
  }

  #want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#cell.set({ phase: 'receiving', stage: 'claiming', drop: this.#drop, ...wanted })
    this.#load().then(
      (receiving) => {
        if (this.#wanted === wanted) receiving.begin(wanted.selection)
      },
      (cause: unknown) => {
        const error = toDropError(cause)
        if (this.#wanted === wanted) this.#cell.set({ phase: 'interrupted', drop: this.#drop, ...wanted, error })
      },
    )
  }

  /** Errors: those of `Receiving.look`; `network` where its code does not load. */
  async look(index: number, signal: AbortSignal): Promise<Blob> {
    return (await this.#load()).look(index, signal)
  }

  finish(): void {
    this.#loaded?.finish()
  }

  /** Tries at once what waits for the network. */
  kick(): void {
    if (this.#loaded !== null) this.#loaded.kick()
    else if (this.#wanted !== null && this.#cell.get().phase === 'interrupted') this.#want(this.#wanted)
  }

  cancel(): void {
    if (this.#loaded !== null) this.#loaded.cancel()
    else if (this.#forget()) this.#cell.set({ phase: 'cancelled', drop: this.#drop, inBrowser: false })
  }

  /** The page is being left. */
  leave(): void {
    if (this.#loaded !== null) this.#loaded.leave()
    else if (this.#forget()) this.#cell.set({ phase: 'opened', drop: this.#drop })
  }

  /** Another link is opened in this page. */
  close(): void {
    this.#forget()
    this.#stop.abort()
    this.#loaded?.close()
  }

  /** Answers whether something was wanted. */
  #forget(): boolean {
    const wasWanted = this.#wanted !== null
    this.#wanted = null
    return wasWanted
  }

  async #begin(): Promise<Receiving> {
    const begin = await this.#deps.loadTaking()
    this.#loaded = await begin(this.#cell, this.#link, this.#stop.signal)
    return this.#loaded
  }
}
