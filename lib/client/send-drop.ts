import type { FetchRange } from '../adapters/http/fetch-range.ts'
import { checkNotCancelled } from '../adapters/http/retry.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { measurePayload, paddedLength } from '../format/geometry.ts'
import type { Header } from '../format/header.ts'
import type { Locator } from '../wire/fields.ts'
import { checkChoice } from './check-choice.ts'
import { makeLink } from './make-link.ts'
import { createPatience, type Patience, type PatienceDeps } from './patience.ts'
import { appendFiles, checkLimits, type PickedSource, withoutFile } from './picked-files.ts'
import { isTouched, type Layout, layOut } from './plan-parts.ts'
import { ReadyDrop, type ReadyDropDeps } from './ready-drop.ts'
import { SendMeter, type SendMeterDeps } from './send-meter.ts'
import { abandonSession, fitsHeader, type SendSession } from './send-session.ts'
import type { FileSource, LinkChoice, SendDrop, SendState, Written } from './send-state.ts'
import { createStateCell } from './state-cell.ts'
import { Upload, type UploadDeps } from './upload.ts'
import { type DropContent, writtenContent } from './written-content.ts'

/** What sending depends on. */
export interface SendDropDeps extends Omit<UploadDeps, 'patience'>, Omit<ReadyDropDeps, 'api'> {
  readonly fetchRange: FetchRange
  readonly patience: PatienceDeps
  readonly chooseHeader: (lengthBound: number) => Header
  /** Errors: `browser-unsupported`. */
  readonly checkBrowser: () => void
  readonly everyTick: SendMeterDeps['everyTick']
}

type Failed = Extract<SendState, { phase: 'failed' }>
type Stage = Extract<SendState, { phase: 'finishing' }>['stage']

const NOTHING: Layout<PickedSource> = layOut([])
const FILES: DropContent = { kind: 'files' }

function asDropError(error: unknown): DropError {
  return isDropError(error) ? error : new DropError('internal', { cause: error })
}

class Sender implements SendDrop {
  readonly #deps: SendDropDeps
  readonly #cell = createStateCell<SendState>({ phase: 'empty', unfinished: [] })
  readonly #patience: Patience
  readonly #meter: SendMeter
  #maxBytes: number | null = null
  #content = FILES
  #layout = NOTHING
  #refusal: DropError | null = null
  #session: SendSession | null = null
  #choice: LinkChoice | null = null
  #stage: Stage = 'storing'
  #stuck: DropError | null = null
  #final: ReadyDrop | Failed | null = null
  #keys = 0

  constructor(deps: SendDropDeps) {
    this.#deps = deps
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
  }

  readonly state = (): SendState => this.#cell.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener)
  readonly retry = (): void => this.#patience.kick()

  readonly add = (sources: readonly FileSource[]): void => {
    if (sources.length === 0 || this.#final !== null || this.#choice !== null) return
    const files = appendFiles(this.#layout.files, sources, () => `f${(this.#keys += 1)}`)
    this.#try(() => {
      checkLimits(files, this.#maxBytes ?? Infinity)
      this.#goOnWith(layOut(files))
    })
  }

  readonly remove = (key: string): void => {
    const index = this.#layout.files.findIndex((file) => file.key === key)
    if (index === -1 || this.#final !== null || this.#choice !== null) return
    const upload = this.#session?.upload
    const layout = layOut(withoutFile(this.#layout.files, key))
    const partBytes = upload ? measurePayload(upload.header, 0).partBytes : 0
    if (upload && isTouched(this.#layout, index, upload.startedParts, partBytes)) this.#abandon()
    if (layout.files.length === 0) this.cancel()
    else this.#goOnWith(layout)
  }

  readonly makeLink = (choice: LinkChoice): void => {
    if (this.#session === null || this.#final !== null || this.#choice !== null) return
    this.#try(() => {
      checkChoice(choice)
      this.#finish(choice)
    })
  }

  readonly write = (written: Written, choice: LinkChoice): void => {
    if (this.#session !== null || this.#final !== null) return
    this.#try(() => {
      checkChoice(choice)
      const { content, bytes } = writtenContent(written)
      const file = new File([bytes], content.kind)
      this.#content = content
      this.#layout = layOut([{ key: content.kind, path: content.kind, rawPath: content.kind, size: file.size, file }])
      this.#begin()
      this.#finish(choice)
    })
  }

  // Uploads that outlive their page are not kept yet.
  readonly resume = (): void => {}
  readonly discard = (): void => {}

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

  /** Of what was written there are none. */
  get #files(): readonly PickedSource[] {
    return this.#content === FILES ? this.#layout.files : NOTHING.files
  }

  #goOnWith(layout: Layout<PickedSource>): void {
    this.#layout = layout
    this.#refusal = null
    const upload = this.#session?.upload
    if (upload && !fitsHeader(upload.header, layout.total)) this.#abandon()
    if (this.#session === null) this.#begin()
    else upload?.extend(layout)
    this.#show()
  }

  #begin(): void {
    const stop = new AbortController()
    const session: SendSession = { stop, opened: this.#open(stop), upload: null }
    this.#session = session
    this.#meter.start()
    session.opened.then(
      (upload) => {
        session.upload = upload
        upload.extend(this.#layout)
      },
      (error: unknown) => this.#fail(stop, error),
    )
  }

  async #open(stop: AbortController): Promise<Upload> {
    const { api, checkBrowser, chooseHeader } = this.#deps
    checkBrowser()
    this.#maxBytes ??= (await this.#patience.run(stop.signal, () => api.config(stop.signal))).maxDropBytes
    checkNotCancelled(stop.signal)
    checkLimits(this.#layout.files, this.#maxBytes)
    const deps = { ...this.#deps, patience: this.#patience }
    return new Upload(deps, chooseHeader(this.#layout.total), {
      stored: () => this.#meter.advance(),
      failed: (error) => this.#fail(stop, error),
    })
  }

  #finish(choice: LinkChoice): void {
    const session = this.#session
    if (session === null) return
    this.#choice = choice
    this.#refusal = null
    this.#reach('storing')
    this.#link(session, choice).catch((error: unknown) => this.#fail(session.stop, error))
  }

  async #link({ opened, stop }: SendSession, choice: LinkChoice): Promise<void> {
    const upload = await opened
    const [layout, content] = [this.#layout, this.#content]
    const partSalts = await upload.finish(layout, paddedLength(layout.total))
    this.#reach('linking')
    const deps = { ...this.#deps, patience: this.#patience, checking: () => this.#reach('checking') }
    const made = await makeLink(deps, { upload, content, layout, partSalts }, choice)
    checkNotCancelled(stop.signal)
    const sent = { kind: content.kind, files: this.#files, totalBytes: layout.total }
    const ready: ReadyDrop = new ReadyDrop(this.#deps, upload, sent, () => this.#final === ready && this.#show())
    ready.begin(made, choice)
    await ready
      .add(choice, choice.labels.slice(1), stop.signal)
      .catch((error: unknown) => ready.refuse(asDropError(error)))
    checkNotCancelled(stop.signal)
    this.#end(ready)
  }

  #withReady(act: (drop: ReadyDrop) => Promise<DropError | null>): Promise<DropError | null> {
    return this.#final instanceof ReadyDrop ? act(this.#final) : Promise.resolve(null)
  }

  /** Does `work`, or shows why not; what was there stays. */
  #try(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#refusal = asDropError(error)
      this.#show()
    }
  }

  #abandon(): void {
    this.#meter.stop()
    if (this.#session !== null) abandonSession(this.#deps, this.#session)
    this.#session = null
  }

  #fail({ signal }: AbortController, error: unknown): void {
    if (signal.aborted) return
    const known = asDropError(error)
    const isRefusal = isDropError(known, 'too-large') && this.#session?.upload === null
    const files = this.#files
    this.#abandon()
    if (isRefusal) this.#reset(known)
    else this.#end({ phase: 'failed', files, error: known })
  }

  #reset(refusal: DropError | null = null): void {
    this.#refusal = refusal
    this.#content = FILES
    this.#layout = NOTHING
    this.#choice = null
    this.#final = null
    this.#show()
  }

  #end(final: ReadyDrop | Failed): void {
    this.#final = final
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
    if (this.#layout === NOTHING) return { phase: 'empty', unfinished: [], ...refusal }
    const { kind } = this.#content
    const files = this.#files
    const { progress } = this.#meter
    const choice = this.#choice
    if (this.#stuck !== null) return { phase: 'paused', kind, files, progress, error: this.#stuck, choice }
    if (choice !== null) return { phase: 'finishing', kind, files, progress, choice, stage: this.#stage }
    return { phase: 'gathering', files, progress, ...refusal }
  }
}

/** A drop to be sent. */
export function createSendDrop(deps: SendDropDeps): SendDrop {
  return new Sender(deps)
}
