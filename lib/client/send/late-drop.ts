import type { DropError } from '../../format/drop-error.ts'
import { loadOnce } from '../load-once.ts'
import { createStateCell } from '../state-cell.ts'
import type {
  FileSource,
  LinkChoice,
  PickedFile,
  SendDrop,
  SendState,
  TransferProgress,
  Written,
} from './send-state.ts'
import type { TicketState, UploadTicket } from './upload-ticket.ts'

/** The sender's ticket, as a page needs it. */
export type SenderTicket = Pick<UploadTicket, 'state' | 'subscribe' | 'use' | 'forget'>

/** What sends, once its code is there. */
export interface LoadedDrop {
  readonly drop: SendDrop
  readonly ticket: SenderTicket
}

/** What was begun before the code was there. */
interface Begun {
  readonly files: readonly FileSource[]
  readonly written: Written | null
  /** What was asked for; `null` while more may be added. */
  readonly choice: LinkChoice | null
}

/** What was begun while the code could not be loaded is tried again by itself this often, in ms. */
const RETRY_MS = 15_000

const NOTHING: Begun = { files: [], written: null, choice: null }
const EMPTY: SendState = { phase: 'empty', unfinished: [] }
const NO_TICKET: TicketState = { step: 'none', error: null }

function pickedFiles(files: readonly FileSource[]): readonly PickedFile[] {
  return files.map(({ path, file }, index) => ({ key: `begun ${index}`, path, size: file.size }))
}

function shown({ files: sources, written, choice }: Begun, error: DropError | null): SendState {
  if (sources.length === 0 && written === null) return EMPTY
  const files = pickedFiles(sources)
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0)
  const progress: TransferProgress = { doneBytes: 0, totalBytes, bytesPerSecond: null, secondsLeft: null }
  const kind = written?.kind ?? 'files'
  if (error !== null) return { phase: 'paused', kind, files, progress, error, choice }
  if (choice !== null) return { phase: 'finishing', kind, files, progress, choice, stage: 'storing' }
  return { phase: 'gathering', files, progress }
}

/**
 * A drop whose code is loaded when somebody is about to send. What is begun before that shows at once, as it will, and
 * is done as soon as the code is there; where it cannot be loaded, what was chosen is kept, and shown as paused, until
 * a retry or the network brings it.
 */
class LateDrop implements SendDrop {
  readonly #start: () => Promise<LoadedDrop>
  readonly #cell = createStateCell<SendState>(EMPTY)
  readonly #ticketCell = createStateCell<TicketState>(NO_TICKET)
  #begun = NOTHING
  #ticketText: string | null = null
  #error: DropError | null = null
  readonly #loadCode = loadOnce(
    () => this.#loadNow(),
    (error) => this.#fail(error),
  )
  #loaded: LoadedDrop | null = null
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(start: () => Promise<LoadedDrop>) {
    this.#start = start
  }

  readonly state = (): SendState => this.#cell.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener)

  readonly ticket: SenderTicket = {
    state: () => this.#ticketCell.get(),
    subscribe: (listener) => this.#ticketCell.subscribe(listener),
    use: (text) => {
      if (this.#loaded !== null) {
        this.#loaded.ticket.use(text)
        return
      }
      this.#ticketText = text
      this.#show()
      this.#tryToLoad()
    },
    forget: () => this.#loaded?.ticket.forget(),
  }

  /**
   * Somebody may be about to send: loads the code, if it is not there. Where the page says that it could not be loaded,
   * that is for `retry`: what it shows comes to lie under the pointer, which would have it try again and again.
   */
  readonly prepare = (): void => {
    if (this.#error === null || !this.#isAwaited) this.#tryToLoad()
  }

  readonly add = (files: readonly FileSource[]): void => {
    if (this.#loaded !== null) this.#loaded.drop.add(files)
    else if (files.length > 0 && this.#mayAdd) this.#begin({ ...this.#begun, files: [...this.#begun.files, ...files] })
  }

  readonly remove = (key: string): void => {
    if (this.#loaded !== null) this.#loaded.drop.remove(key)
    else this.#begin({ ...this.#begun, files: this.#begun.files.filter((_, index) => key !== `begun ${index}`) })
  }

  readonly makeLink = (choice: LinkChoice): void => {
    if (this.#loaded !== null) this.#loaded.drop.makeLink(choice)
    else if (this.#begun.files.length > 0 && this.#mayAdd) this.#begin({ ...this.#begun, choice })
  }

  readonly write = (written: Written, choice: LinkChoice): void => {
    if (this.#loaded !== null) this.#loaded.drop.write(written, choice)
    else if (this.#begun.files.length === 0 && this.#mayAdd) this.#begin({ files: [], written, choice })
  }

  readonly retry = (): void => {
    if (this.#loaded !== null) this.#loaded.drop.retry()
    else if (this.#isAwaited) this.#tryToLoad()
  }

  readonly cancel = (): void => {
    if (this.#loaded !== null) {
      this.#loaded.drop.cancel()
      return
    }
    this.#begun = NOTHING
    this.#show()
  }

  readonly resume: SendDrop['resume'] = (id, sources) => this.#loaded?.drop.resume(id, sources)
  readonly discard: SendDrop['discard'] = (id) => this.#loaded?.drop.discard(id)
  readonly startOver = (): void => this.#loaded?.drop.startOver()
  readonly addLinks: SendDrop['addLinks'] = async (choice) => (await this.#load()).drop.addLinks(choice)
  readonly revokeLink: SendDrop['revokeLink'] = async (at) => (await this.#load()).drop.revokeLink(at)
  readonly deleteDrop: SendDrop['deleteDrop'] = async () => (await this.#load()).drop.deleteDrop()

  /** Whether somebody waits for the code, and is told where it does not come. */
  get #isAwaited(): boolean {
    return this.#begun !== NOTHING || this.#ticketText !== null
  }

  get #mayAdd(): boolean {
    return this.#begun.choice === null
  }

  #begin(begun: Begun): void {
    this.#begun = begun.files.length === 0 && begun.written === null ? NOTHING : begun
    this.#show()
    this.#tryToLoad()
  }

  #tryToLoad(): void {
    this.#load().catch(() => {}) // `#fail` has shown it
  }

  #load(): Promise<LoadedDrop> {
    const loading = this.#loadCode()
    // Shown once it has begun: whoever is told may ask for it, too.
    if (this.#error !== null) {
      this.#error = null
      this.#show()
    }
    return loading
  }

  async #loadNow(): Promise<LoadedDrop> {
    clearTimeout(this.#again)
    const loaded = await this.#start()
    // Outside of the load, which is over: what goes wrong with what was begun is no reason to load anew.
    queueMicrotask(() => this.#take(loaded))
    return loaded
  }

  /** The code is there: it does what was begun, and shows itself from then on. */
  #take(loaded: LoadedDrop): void {
    const { drop, ticket } = loaded
    const { files, written, choice } = this.#begun
    this.#loaded = loaded
    try {
      if (this.#ticketText !== null) ticket.use(this.#ticketText)
      if (written !== null && choice !== null) drop.write(written, choice)
      drop.add(files)
      if (written === null && choice !== null) drop.makeLink(choice)
    } finally {
      drop.subscribe(() => this.#cell.set(drop.state()))
      ticket.subscribe(() => this.#ticketCell.set(ticket.state()))
      this.#cell.set(drop.state())
      this.#ticketCell.set(ticket.state())
    }
  }

  #fail(error: DropError): void {
    this.#error = error
    this.#again = setTimeout(this.retry, RETRY_MS)
    this.#show()
  }

  #show(): void {
    this.#cell.set(shown(this.#begun, this.#error))
    if (this.#ticketText !== null)
      this.#ticketCell.set(this.#error === null ? { step: 'checking' } : { step: 'none', error: this.#error })
  }
}

/**
 * A drop to be sent from a page that does not hold the code for it yet. `start` loads it; where it fails, it is called
 * anew.
 */
export function createLateDrop(
  start: () => Promise<LoadedDrop>,
): SendDrop & { readonly ticket: SenderTicket; readonly prepare: () => void } {
  return new LateDrop(start)
}
