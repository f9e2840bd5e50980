import type { FetchRange } from '../../adapters/http/fetch-range.ts'
import { type DropError, isDropError } from '../../format/drop-error.ts'
import type { DropId, Locator } from '../../wire/fields.ts'
import { createPatience, type Patience, type PatienceDeps } from '../patience.ts'
import { createStateCell } from '../state-cell.ts'
import { toDropError } from '../to-drop-error.ts'
import { checkChoice } from './check-choice.ts'
import { DropLimit } from './drop-limit.ts'
import { finishDrop } from './finish-drop.ts'
import { appendFiles, type PickedSource, withoutFile, writtenSource } from './picked-files.ts'
import { type Layout, layOut } from './plan-parts.ts'
import { ReadyDrop, type ReadyDropDeps } from './ready-drop.ts'
import { SendMeter, type SendMeterDeps } from './send-meter.ts'
import { abandonSession, beginSession, fitsHeader, type SendSession, type SessionDeps } from './send-session.ts'
import type { FileFacts, FileSource, LinkChoice, SendDrop, SendState, Written } from './send-state.ts'
import { type TakenUpload, UnfinishedUploads } from './unfinished-uploads.ts'
import type { UploadTicket } from './upload-ticket.ts'
import { type DropContent, writtenContent } from './written-content.ts'

/** What sending depends on. */
export interface SendDropDeps extends Omit<SessionDeps, 'patience'>, Omit<ReadyDropDeps, 'api'> {
  readonly fetchRange: FetchRange
  readonly patience: PatienceDeps
  readonly everyTick: SendMeterDeps['everyTick']
  readonly ticket?: UploadTicket
  /** Calls back whenever the sender comes back to the page: another tab may have begun or ended an upload. */
  readonly onReturn: (listener: () => void) => void
}

type Failed = Extract<SendState, { phase: 'failed' }>
type Stage = Extract<SendState, { phase: 'finishing' }>['stage']

const NOTHING: Layout<PickedSource> = layOut([])
const FILES: DropContent = { kind: 'files' }

class Sender implements SendDrop {
  readonly #deps: SendDropDeps
  readonly #cell = createStateCell<SendState>({ phase: 'empty', unfinished: [] })
  readonly #patience: Patience
  readonly #meter: SendMeter
  readonly #unfinished: UnfinishedUploads
  readonly #limit: DropLimit
  #content = FILES
  #layout = NOTHING
  #refusal: DropError | null = null
  #session: SendSession | null = null
  #choice: LinkChoice | null = null
  #stage: Stage = 'storing'
  #stuck: DropError | null = null
  #final: ReadyDrop | Failed | null = null
  /** How far the last upload that was given up is gone. */
  #left = { forgotten: Promise.resolve(), deleted: Promise.resolve() }
  #keys = 0

  constructor(deps: SendDropDeps) {
    this.#deps = deps
    this.#limit = new DropLimit(deps)
    this.#meter = new SendMeter({
      now: deps.patience.now,
      everyTick: deps.everyTick,
      storedBytes: () => this.#session?.upload?.storedBytes ?? 0,
      totalBytes: () => this.#layout.total,
      isBusy: () => this.#session?.upload?.isBusy === true && this.#stuck === null,
      changed: () => this.#show(),
    })
    this.#patience = createPatience(deps.patience, (stuck) => {
      this.#stuck = stuck
      this.#meter.beginAnew()
      this.#show()
    })
    this.#unfinished = new UnfinishedUploads(deps, () => this.#show())
    void this.#unfinished.refresh()
    deps.ticket?.subscribe(() => this.#show())
    deps.onReturn(() => void (this.#isEmpty && this.#unfinished.refresh()))
  }

  readonly state = (): SendState => this.#cell.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener)
  readonly retry = (): void => this.#patience.kick()

  readonly add = (sources: readonly FileSource[]): void => {
    if (sources.length === 0 || this.#final !== null || this.#choice !== null) return
    const files = this.#append(sources)
    this.#try(() => {
      this.#limit.check(files, this.#session !== null && this.#session.taken !== null)
      this.#goOnWith(layOut(files))
    })
  }

  readonly remove = (key: string): void => {
    const index = this.#layout.files.findIndex((file) => file.key === key)
    if (index === -1 || this.#final !== null || this.#choice !== null) return
    const layout = layOut(withoutFile(this.#layout.files, key))
    if (this.#session?.upload?.holds(this.#layout, index)) this.#abandon()
    if (layout.files.length === 0) this.cancel()
    else this.#goOnWith(layout)
  }

  readonly makeLink = (choice: LinkChoice): void => {
    const session = this.#session
    if (session === null || this.#final !== null || this.#choice !== null) return
    this.#try(() => {
      checkChoice(choice)
      this.#finish(session, choice)
    })
  }

  readonly write = (written: Written, choice: LinkChoice): void => {
    if (this.#session !== null || this.#final !== null) return
    this.#try(() => {
      checkChoice(choice)
      const { content, bytes } = writtenContent(written)
      this.#content = content
      this.#layout = layOut([writtenSource(content.kind, bytes)])
      this.#finish(this.#begin(), choice)
    })
  }

  readonly resume = (id: DropId, sources: readonly FileSource[] | null): void => {
    if (!this.#isEmpty) return
    this.#unfinished
      .take(id, sources)
      .then((taken) => (taken === null ? this.#unfinished.refresh() : this.#goOn(taken)))
      .catch((error: unknown) => this.#refuse(error))
  }

  readonly discard = (id: DropId): void => {
    this.#refusal = null
    void this.#unfinished.discard(id)
  }

  readonly cancel = (): void => {
    if (this.#final !== null) return
    this.#abandon()
    this.#reset()
  }

  readonly addLinks = (choice: LinkChoice): Promise<DropError | null> =>
    this.#withReady((drop) => drop.addLinks(choice))
  readonly revokeLink = (at: Locator): Promise<DropError | null> => this.#withReady((drop) => drop.revokeLink(at))
  readonly deleteDrop = (): Promise<DropError | null> => this.#withReady((drop) => drop.deleteDrop())

  readonly startOver = (): void => {
    if (this.#final === null) return
    this.#session = null
    this.#reset()
  }

  get #isEmpty(): boolean {
    return this.#layout === NOTHING && this.#final === null
  }

  /** Of what was written there are none. */
  get #files(): readonly PickedSource[] {
    return this.#content === FILES ? this.#layout.files : []
  }

  #goOnWith(layout: Layout<PickedSource>, taken: TakenUpload | null = null): void {
    this.#layout = layout
    this.#refusal = null
    const upload = this.#session?.upload
    if (upload && !fitsHeader(upload.header, layout.total)) this.#abandon()
    if (this.#session === null) this.#begin(taken)
    else upload?.extend(layout)
    this.#show()
  }

  /** Goes on with a kept upload, unless the sender began something else meanwhile. */
  #goOn(taken: TakenUpload): void {
    if (this.#isEmpty) this.#goOnWith(layOut(this.#append(taken.sources)), taken)
    else taken.notes.release()
  }

  #append(sources: readonly FileSource<FileFacts>[]): readonly PickedSource[] {
    return appendFiles(this.#layout.files, sources, () => `f${(this.#keys += 1)}`)
  }

  #begin(taken: TakenUpload | null = null): SendSession {
    const start = {
      taken,
      isKept: this.#content === FILES,
      layout: () => this.#layout,
      former: this.#left.deleted,
      maxBytes: (signal: AbortSignal) => this.#limit.ask(this.#patience, signal),
    }
    const session = beginSession({ ...this.#deps, patience: this.#patience }, start, {
      stored: () => this.#meter.advance(),
      failed: (stop, error) => this.#fail(stop, error),
    })
    this.#session = session
    this.#meter.start()
    return session
  }

  #finish(session: SendSession, choice: LinkChoice): void {
    this.#choice = choice
    this.#refusal = null
    this.#reach('storing')
    const sent = { content: this.#content, layout: this.#layout, files: this.#files, choice }
    const deps = { ...this.#deps, patience: this.#patience, wait: this.#deps.patience.wait }
    finishDrop(deps, session, sent, {
      reach: (stage) => this.#reach(stage),
      changed: (drop) => this.#final === drop && this.#show(),
    })
      .then((ready) => this.#end(ready))
      .catch((error: unknown) => this.#fail(session.stop, error))
  }

  #withReady(act: (drop: ReadyDrop) => Promise<DropError | null>): Promise<DropError | null> {
    return this.#final instanceof ReadyDrop ? act(this.#final) : Promise.resolve(null)
  }

  /** Does `work`, or shows why not; what was there stays. */
  #try(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#refuse(error)
    }
  }

  #refuse(error: unknown): void {
    this.#refusal = toDropError(error)
    this.#show()
  }

  #abandon(): void {
    this.#meter.stop()
    if (this.#session !== null) this.#left = abandonSession(this.#deps, this.#session)
    this.#session = null
  }

  #fail({ signal }: AbortController, error: unknown): void {
    if (signal.aborted) return
    const known = toDropError(error)
    const isRefusal = isDropError(known, 'too-large') && this.#session?.upload === null
    const files = this.#files
    this.#abandon()
    if (this.#deps.ticket?.refuse(known) === true) this.#beginAnew()
    else if (isRefusal) this.#reset(known)
    else this.#end({ phase: 'failed', files, error: known })
  }

  /** The ticket gives no more for what was begun: the same again, with another one. */
  #beginAnew(): void {
    const session = this.#begin()
    if (this.#choice !== null) this.#finish(session, this.#choice)
  }

  #reset(refusal: DropError | null = null): void {
    this.#refusal = refusal
    this.#content = FILES
    this.#layout = NOTHING
    this.#choice = null
    this.#final = null
    this.#show()
    void this.#left.forgotten.then(() => this.#unfinished.refresh())
  }

  #end(final: ReadyDrop | Failed): void {
    this.#final = final
    this.#deps.ticket?.refresh()
    this.#meter.stop()
    this.#show()
  }

  #reach(stage: Stage): void {
    this.#stage = stage
    this.#show()
  }

  #show(): void {
    this.#cell.set(this.#view())
  }

  #view(): SendState {
    if (this.#final !== null) return this.#final instanceof ReadyDrop ? this.#final.state : this.#final
    const refusal = this.#refusal === null ? {} : { refusal: this.#refusal }
    if (this.#layout === NOTHING) return { phase: 'empty', unfinished: this.#unfinished.list, ...refusal }
    const [files, { progress }, choice] = [this.#files, this.#meter, this.#choice]
    const shown = { kind: this.#content.kind, files, progress }
    if (this.#deps.ticket?.isWanted === true) return { phase: 'ticket', ...shown }
    if (this.#stuck !== null) return { phase: 'paused', ...shown, error: this.#stuck, choice }
    if (choice !== null) return { phase: 'finishing', ...shown, choice, stage: this.#stage }
    return { phase: 'gathering', files, progress, ...refusal }
  }
}

/** A drop to be sent. */
export function createSendDrop(deps: SendDropDeps): SendDrop {
  return new Sender(deps)
}
