import { checkNotCancelled, type RetryPolicy, retry } from '../../adapters/http/retry.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { parseTicket, type Ticket } from '../../format/ticket.ts'
import type { SenderApi, TicketApi } from '../../ports/drop-api.ts'
import type { KeptTicket } from '../../ports/kept-ticket.ts'
import type { BeginRequest, BeginResponse } from '../../wire/drops.ts'
import type { TicketResponse } from '../../wire/tickets.ts'
import { createStateCell } from '../state-cell.ts'
import { toDropError } from '../to-drop-error.ts'

/** What the send page shows of the sender's upload ticket. */
export type TicketState =
  /** `error`: why the last one was not taken, or does no more. */
  | { readonly step: 'none'; readonly error: DropError | null }
  | { readonly step: 'checking' }
  /** `left` as the server last said; `null` where it has not. `isKept`: whether this browser remembers it. */
  | { readonly step: 'held'; readonly left: TicketResponse | null; readonly isKept: boolean }

/** What holding a ticket depends on. */
export interface UploadTicketDeps {
  readonly api: Pick<SenderApi, 'begin'>
  readonly tickets: TicketApi
  readonly kept: KeptTicket
  /** How long the server is asked about a ticket. */
  readonly asking: RetryPolicy
}

const never = new AbortController().signal

/** Whether another ticket helps. */
function asksForTicket(error: unknown): error is DropError {
  return (
    isDropError(error, 'ticket-needed') ||
    isDropError(error, 'ticket-wrong') ||
    isDropError(error, 'ticket-ended') ||
    isDropError(error, 'ticket-used-up')
  )
}

function usedUpBy({ dropsLeft, bytesLeft }: TicketResponse): DropError | null {
  if (dropsLeft > 0 && bytesLeft > 0) return null
  return new DropError('ticket-used-up', { subject: dropsLeft > 0 ? 'bytes' : 'drops', limit: 0 })
}

/**
 * The upload ticket of one page: typed or from a link, remembered by the browser, and given with each drop that begins.
 */
export class UploadTicket {
  readonly #deps: UploadTicketDeps
  readonly #cell = createStateCell<TicketState>({ step: 'none', error: null })
  readonly #restored: Promise<void>
  #ticket: Ticket | null = null
  /** Who waits for a ticket. */
  #waiting = new Set<() => void>()
  #rounds = 0

  constructor(deps: UploadTicketDeps) {
    this.#deps = deps
    this.#restored = this.#restore()
  }

  readonly state = (): TicketState => this.#cell.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener)

  /** Whether a drop cannot begin until the sender gives a ticket. */
  get isWanted(): boolean {
    return this.#waiting.size > 0
  }

  /** Takes a ticket as typed, or as a link carries it. */
  readonly use = (text: string): void => {
    try {
      void this.#check(parseTicket(text), false)
    } catch (error) {
      this.#cell.set({ step: 'none', error: toDropError(error) })
    }
  }

  /** Forgets it, here and in the browser. */
  readonly forget = (): void => this.#drop(null, true)

  /** What was given does no more, and another may; false for any other failure. */
  refuse(error: DropError): boolean {
    if (!asksForTicket(error)) return false
    // What is good for less than this drop stays where it is kept.
    const isOver = !isDropError(error, 'ticket-used-up') || (error.facts.limit ?? 0) === 0
    this.#drop(error, isOver)
    return true
  }

  /** Errors: `ticket-used-up` where a new drop of so many bytes, as stored, is more than is known to be left. */
  checkRoom(bytes: number): void {
    const state = this.#cell.get()
    const left = state.step === 'held' ? (state.left?.bytesLeft ?? Infinity) : Infinity
    if (bytes > left) throw new DropError('ticket-used-up', { subject: 'bytes', limit: left })
  }

  /**
   * Begins a drop, with the ticket where there is one; waits for another where the server asks for one. Errors:
   * `cancelled`, those of the API that no ticket mends.
   */
  async begin(request: BeginRequest, signal: AbortSignal): Promise<BeginResponse> {
    await this.#restored
    for (;;) {
      const ticket = this.#ticket
      try {
        const begun = await this.#deps.api.begin(ticket === null ? request : { ...request, ticket }, signal)
        this.refresh()
        return begun
      } catch (error) {
        checkNotCancelled(signal)
        if (!asksForTicket(error)) throw error
        if (ticket !== null && this.#ticket === ticket) this.refuse(error)
        if (this.#ticket === null) await this.#another(signal)
      }
    }
  }

  /** Asks what is left by now. */
  refresh(): void {
    if (this.#ticket === null) return
    const state = this.#cell.get()
    void this.#check(this.#ticket, state.step === 'held' && state.isKept, true)
  }

  async #restore(): Promise<void> {
    const kept = await this.#deps.kept.read().catch(() => null)
    if (kept !== null && this.#rounds === 0) void this.#check(kept, true)
  }

  /**
   * Asks the server about a ticket, and holds it unless it is of no use. Where the server cannot be asked, beginning a
   * drop will tell.
   */
  async #check(ticket: Ticket, wasKept: boolean, isInUse = false): Promise<void> {
    this.#rounds += 1
    const round = this.#rounds
    if (!isInUse) this.#cell.set({ step: 'checking' })
    const answer = await retry(this.#deps.asking, never, () => this.#deps.tickets.show(ticket, never)).catch(
      toDropError,
    )
    if (round !== this.#rounds) return
    const left = answer instanceof Error ? null : answer
    const refusal = answer instanceof Error ? answer : usedUpBy(answer)
    // The drop that used the last of it up goes on.
    if (asksForTicket(refusal) && !(isInUse && left !== null)) {
      this.#drop(refusal, wasKept)
      return
    }
    const isKept = wasKept || (await this.#deps.kept.write(ticket).catch(() => false))
    if (round === this.#rounds) this.#hold(ticket, { step: 'held', left, isKept })
  }

  #hold(ticket: Ticket, state: TicketState): void {
    this.#ticket = ticket
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const go of waiting) go()
    this.#cell.set(state)
  }

  #drop(error: DropError | null, isForgotten: boolean): void {
    this.#rounds += 1
    this.#ticket = null
    if (isForgotten) this.#deps.kept.write(null).catch(() => {})
    this.#cell.set({ step: 'none', error })
  }

  #another(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(resolve)
        reject(new DropError('cancelled'))
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#waiting.add(resolve)
      // Whoever shows that one is wanted hears of it.
      this.#cell.set({ ...this.#cell.get() })
    })
  }
}
