import { checkNotCancelled } from '../../adapters/http/retry.ts'
import { HeldDownload, type HoldDeps } from './held-download.ts'
import { findUnfinished } from './keep-download.ts'
import { lookAtLink, type OpenedLink } from './open-link.ts'
import { type DescribedDrop, describeDrop, placesOf } from './opened-drop.ts'
import type { HeldLease, OpenedDrop, Selection } from './receive-state.ts'
import { isSameSelection, planSelection, type SelectionPlan } from './selection.ts'
import type { KeepDeps } from './worth-keeping.ts'

/** An opened link's drop with what this browser holds of it, as a page may show it. */
export class HeldDrop {
  readonly link: OpenedLink
  readonly held: HeldDownload
  readonly #deps: HoldDeps & KeepDeps
  #described: DescribedDrop
  #unfinished: HeldLease['unfinished'] = null

  private constructor(deps: HoldDeps & KeepDeps, link: OpenedLink, held: HeldDownload, described: DescribedDrop) {
    this.#deps = deps
    this.link = link
    this.held = held
    this.#described = described
  }

  /** Finds what an earlier page has left. Errors: `cancelled`. */
  static async find(deps: HoldDeps & KeepDeps, link: OpenedLink, signal: AbortSignal): Promise<HeldDrop> {
    const held = new HeldDownload(deps, link)
    await held.restore(signal)
    const found = new HeldDrop(deps, link, held, await describeDrop(deps, link))
    found.#unfinished = await findUnfinished(deps.keeping, held, link)
    checkNotCancelled(signal)
    return found
  }

  /** What a page shows. */
  get shown(): OpenedDrop {
    const { lease } = this.held
    return { ...this.#described, lease: lease && { lapsesAt: lease.lapsesAt, unfinished: this.#unfinished } }
  }

  /** The claimed type of a file; empty for none. */
  typeOf(index: number): string {
    return this.#described.files[index]?.type ?? ''
  }

  /** Whether every file was received whole, once those of `plan` were. */
  isWholeWith({ selection }: SelectionPlan): boolean {
    return selection === 'all' || this.held.lease?.taken.length === this.#described.files.length
  }

  /** Errors: `bad-request` for what is no selection of this drop. */
  plan(selection: Selection): SelectionPlan {
    return planSelection(this.link.manifest, this.link.geometry, selection)
  }

  /** A plan is begun: answers how many bytes of it are on this device already. */
  beginWith({ selection }: SelectionPlan): number {
    const kept = this.#unfinished
    this.#unfinished = null
    return kept !== null && isSameSelection(kept.selection, selection) ? kept.progress.doneBytes : 0
  }

  /** A reload begins anew after all. */
  noteUnkept(): void {
    this.#described = { ...this.#described, survivesReload: false }
  }

  /** Nothing is unfinished any more. */
  forgetUnfinished(): void {
    this.#unfinished = null
    this.held.begin(null)
  }

  /** Asks which downloads are left, where the server can be asked. */
  async lookAgain(signal: AbortSignal): Promise<void> {
    try {
      const live = await lookAtLink(this.#deps.api, this.link.locator, signal)
      this.#described = { ...this.#described, ...placesOf(live) }
    } catch {
      // What was known before stays shown; a claim will tell.
    }
  }
}
