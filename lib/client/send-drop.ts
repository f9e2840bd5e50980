import type { FetchRange } from '../adapters/http/fetch-range.ts'
import { checkNotCancelled, type RetryPolicy, retry } from '../adapters/http/retry.ts'
import { MAX_PARTS } from '../format/constants.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { measurePayload, paddedLength } from '../format/geometry.ts'
import type { Header } from '../format/header.ts'
import { makeLink } from './make-link.ts'
import { createPatience, type Patience, type PatienceDeps } from './patience.ts'
import { appendFiles, checkLimits, type PickedSource, withoutFile } from './picked-files.ts'
import { isTouched, type Layout, layOut } from './plan-parts.ts'
import type { FileSource, LinkChoice, SendDrop, SendState } from './send-state.ts'
import { createStateCell } from './state-cell.ts'
import { advanceRate, progressOf, startRate } from './transfer-rate.ts'
import { Upload, type UploadDeps } from './upload.ts'

/** What sending depends on. */
export interface SendDropDeps extends Omit<UploadDeps, 'patience'> {
  readonly fetchRange: FetchRange
  readonly patience: PatienceDeps
  /** How long deleting is tried again, where nobody waits for more. */
  readonly revoking: RetryPolicy
  readonly chooseHeader: (lengthBound: number) => Header
  /** Errors: `browser-unsupported`. */
  readonly checkBrowser: () => void
  /** Where links point to, e.g. `https://drop.example.org`. */
  readonly origin: string
  /** Calls back a few times a second until the answer is called. */
  readonly everyTick: (callback: () => void) => () => void
}

type Final = Extract<SendState, { phase: 'ready' | 'deleted' | 'failed' }>
type Stage = Extract<SendState, { phase: 'finishing' }>['stage']

/** One content key's life: begun with the first file, over when bytes have to be taken out. */
interface Session {
  readonly stop: AbortController
  readonly opened: Promise<Upload>
  upload: Upload | null
}

const NOTHING: Layout<PickedSource> = layOut([])
const never = new AbortController().signal

function asDropError(error: unknown): DropError {
  return isDropError(error) ? error : new DropError('internal', { cause: error })
}

/** Whether the parts of a header can hold so many bytes. */
function fits(header: Header, bytes: number): boolean {
  return paddedLength(bytes) <= MAX_PARTS * measurePayload(header, 0).partBytes
}

class Sender implements SendDrop {
  readonly #deps: SendDropDeps
  readonly #cell = createStateCell<SendState>({ phase: 'empty' })
  readonly #patience: Patience
  #maxBytes: number | null = null
  #layout = NOTHING
  #refusal: DropError | null = null
  #session: Session | null = null
  #choice: LinkChoice | null = null
  #stage: Stage = 'storing'
  #stuck: DropError | null = null
  #final: Final | null = null
  #rate = startRate(0, 0)
  #keys = 0
  #stopTicks: () => void = () => {}

  constructor(deps: SendDropDeps) {
    this.#deps = deps
    this.#patience = createPatience(deps.patience, (stuck) => {
      this.#stuck = stuck
      this.#rate = startRate(deps.patience.now(), this.#storedBytes)
      this.#show()
    })
  }

  readonly state = (): SendState => this.#cell.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener)
  readonly retry = (): void => this.#patience.kick()

  readonly add = (sources: readonly FileSource[]): void => {
    if (sources.length === 0 || this.#final !== null || this.#choice !== null) return
    const files = appendFiles(this.#layout.files, sources, () => `f${(this.#keys += 1)}`)
    try {
      checkLimits(files, this.#maxBytes ?? Infinity)
      this.#goOnWith(layOut(files))
    } catch (error) {
      this.#refusal = asDropError(error)
      this.#show()
    }
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
    const session = this.#session
    if (session === null || this.#final !== null || this.#choice !== null) return
    this.#choice = choice
    this.#refusal = null
    this.#reach('storing')
    this.#link(session, choice).catch((error: unknown) => this.#fail(session.stop, error))
  }

  readonly cancel = (): void => {
    if (this.#final !== null) return
    this.#abandon()
    this.#reset()
  }

  readonly deleteDrop = async (): Promise<DropError | null> => {
    const { api, revoking } = this.#deps
    const upload = this.#session?.upload
    if (this.#final?.phase !== 'ready' || !upload) return null
    try {
      await retry(revoking, never, () => api.revoke(upload.id, upload.owner, never))
    } catch (error) {
      if (!isDropError(error, 'not-found')) return asDropError(error)
    }
    if (this.#session?.upload === upload) this.#end({ phase: 'deleted' })
    return null
  }

  readonly startOver = (): void => {
    if (this.#final === null) return
    this.#session = null
    this.#reset()
  }

  get #storedBytes(): number {
    return this.#session?.upload?.storedBytes ?? 0
  }

  #goOnWith(layout: Layout<PickedSource>): void {
    this.#layout = layout
    this.#refusal = null
    const upload = this.#session?.upload
    if (upload && !fits(upload.header, layout.total)) this.#abandon()
    if (this.#session === null) this.#begin()
    else upload?.extend(layout)
    this.#show()
  }

  #begin(): void {
    const stop = new AbortController()
    const session: Session = { stop, opened: this.#open(stop), upload: null }
    this.#session = session
    this.#rate = startRate(this.#deps.patience.now(), 0)
    this.#stopTicks()
    this.#stopTicks = this.#deps.everyTick(() => this.#tick())
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
      stored: () => this.#advance(),
      failed: (error) => this.#fail(stop, error),
    })
  }

  async #link({ opened, stop }: Session, choice: LinkChoice): Promise<void> {
    const upload = await opened
    const layout = this.#layout
    const partSalts = await upload.finish(layout, paddedLength(layout.total))
    this.#reach('linking')
    const deps = { ...this.#deps, patience: this.#patience, checking: () => this.#reach('checking') }
    const { code, expiresAt } = await makeLink(deps, { upload, layout, partSalts }, choice)
    checkNotCancelled(stop.signal)
    const link = { url: `${this.#deps.origin}/d#${code}`, expiresAt, maxDownloads: choice.maxDownloads }
    this.#end({ phase: 'ready', files: layout.files, totalBytes: layout.total, link })
  }

  /** Ends the session and lets the server delete what it stored; where that cannot be said, the server forgets it by itself after a day. */
  #abandon(): void {
    const { api, revoking } = this.#deps
    const session = this.#session
    this.#session = null
    this.#stopTicks()
    if (session === null) return
    session.stop.abort()
    session.upload?.stop()
    session.opened
      .then((upload) => {
        upload.stop()
        return retry(revoking, never, () => api.revoke(upload.id, upload.owner, never))
      })
      .catch(() => {})
  }

  #fail({ signal }: AbortController, error: unknown): void {
    if (signal.aborted) return
    const known = asDropError(error)
    const isRefusal = isDropError(known, 'too-large') && this.#session?.upload === null
    const { files } = this.#layout
    this.#abandon()
    if (isRefusal) this.#reset(known)
    else this.#end({ phase: 'failed', files, error: known })
  }

  #reset(refusal: DropError | null = null): void {
    this.#refusal = refusal
    this.#layout = NOTHING
    this.#choice = null
    this.#final = null
    this.#show()
  }

  #end(final: Final): void {
    this.#final = final
    this.#stopTicks()
    this.#show()
  }

  #reach(stage: Stage): void {
    this.#stage = stage
    this.#show()
  }

  #advance(): void {
    this.#rate = advanceRate(this.#rate, this.#deps.patience.now(), this.#storedBytes, this.#layout.total)
    this.#show()
  }

  #tick(): void {
    if (this.#session?.upload?.isBusy === true && this.#stuck === null) {
      this.#advance()
      return
    }
    const hadSpeed = this.#rate.bytesPerSecond !== null
    this.#rate = startRate(this.#deps.patience.now(), this.#storedBytes)
    if (hadSpeed) this.#show()
  }

  #show(): void {
    this.#cell.set(this.#view())
  }

  #view(): SendState {
    if (this.#final !== null) return this.#final
    const { files, total } = this.#layout
    const refusal = this.#refusal === null ? {} : { refusal: this.#refusal }
    if (files.length === 0) return { phase: 'empty', ...refusal }
    const progress = progressOf(this.#rate, this.#storedBytes, total)
    const choice = this.#choice
    if (this.#stuck !== null) return { phase: 'paused', files, progress, error: this.#stuck, choice }
    if (choice !== null) return { phase: 'finishing', files, progress, choice, stage: this.#stage }
    return { phase: 'gathering', files, progress, ...refusal }
  }
}

/** A drop to be sent. */
export function createSendDrop(deps: SendDropDeps): SendDrop {
  return new Sender(deps)
}
