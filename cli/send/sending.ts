import { downloadPatience } from '../../lib/client/network-policy.ts'
import type { Patience } from '../../lib/client/patience.ts'
import { finishDrop } from '../../lib/client/send/finish-drop.ts'
import { appendFiles, type PickedSource } from '../../lib/client/send/picked-files.ts'
import { type Layout, layOut } from '../../lib/client/send/plan-parts.ts'
import type { ReadyDrop } from '../../lib/client/send/ready-drop.ts'
import { SendMeter } from '../../lib/client/send/send-meter.ts'
import { abandonSession, beginSession, type SendSession } from '../../lib/client/send/send-session.ts'
import type { FileFacts, FileSource, LinkChoice } from '../../lib/client/send/send-state.ts'
import type { TakenUpload } from '../../lib/client/send/unfinished-uploads.ts'
import type { DropContent } from '../../lib/client/send/written-content.ts'
import type { Bytes } from '../../lib/format/bytes.ts'
import { DropError, type ErrorCode, isDropError } from '../../lib/format/drop-error.ts'
import { measurePayload } from '../../lib/format/geometry.ts'
import type { ConfigResponse } from '../../lib/wire/config.ts'
import type { Terminal } from '../terminal.ts'
import type { SendConnection } from './connect.ts'
import type { SentFile } from './disk-file.ts'
import type { PipedFile } from './piped-file.ts'

/** What is sent: files, perhaps with standard input behind them, or what was written. */
export type Sent =
  | {
      readonly kind: 'files'
      readonly sources: readonly FileSource<FileFacts>[]
      /** Behind the files; what it reads from ends when the input does. */
      readonly piped: {
        readonly name: string
        readonly file: PipedFile
        readonly input: AsyncIterable<Uint8Array>
      } | null
    }
  | { readonly kind: 'written'; readonly content: DropContent; readonly bytes: Bytes }

/** One run of `snowdrop send`. */
export interface SendJob {
  readonly sent: Sent
  readonly choice: LinkChoice
  readonly config: ConfigResponse
  /** What is gone on with: in the order in which it was begun. */
  readonly taken: TakenUpload | null
  /** Whether what was stored is kept for the next try. */
  readonly isKept: boolean
}

/** What a later try may mend: what is stored is worth keeping then. */
const MENDABLE: readonly ErrorCode[] = [
  'cancelled',
  'network',
  'unavailable',
  'grant-ended',
  'storage-full',
  'too-many-requests',
  'internal',
]
const TICK_MS = 100

function memoryFile(bytes: Bytes): SentFile {
  const read = (into: Bytes, start: number) => {
    into.set(bytes.subarray(start, start + into.length))
    return Promise.resolve()
  }
  return { type: '', size: bytes.length, lastModified: 0, read }
}

/**
 * What is sent, in order; `pipedBytes` came from standard input so far. What is gone on with keeps its order, as its
 * parts were sealed in it.
 */
function sourcesOf({ sent, taken }: SendJob, pipedBytes: number): readonly PickedSource[] {
  let keys = 0
  const nextKey = () => `f${(keys += 1)}`
  if (sent.kind === 'written')
    return appendFiles([], [{ path: sent.content.kind, file: memoryFile(sent.bytes) }], nextKey)
  const files = appendFiles([], taken?.sources ?? sent.sources, nextKey)
  if (sent.piped === null) return files
  const { name, file } = sent.piped
  const all = appendFiles(files, [{ path: name, file }], nextKey)
  return all.map((source) => (source.file === file ? { ...source, size: pipedBytes } : source))
}

/** A drop on its way from this machine. */
export class Sending {
  readonly #connection: SendConnection
  readonly #job: SendJob
  readonly #meter: SendMeter
  readonly #failed = Promise.withResolvers<never>()
  #layout: Layout<PickedSource>
  #session: SendSession | null = null
  #stage: 'storing' | 'linking' | 'checking' = 'storing'
  #isGrowing: boolean

  constructor(connection: SendConnection, terminal: Terminal, job: SendJob) {
    this.#connection = connection
    this.#job = job
    this.#isGrowing = job.sent.kind === 'files' && job.sent.piped !== null
    this.#layout = layOut(sourcesOf(job, 0))
    this.#failed.promise.catch(() => {}) // whoever waits sees it
    this.#meter = new SendMeter({
      now: connection.now,
      everyTick: (callback) => {
        const timer = setInterval(callback, TICK_MS)
        return () => clearInterval(timer)
      },
      storedBytes: () => this.storedBytes,
      totalBytes: () => (this.#isGrowing ? Infinity : this.#layout.total),
      isBusy: () => this.#session?.upload?.isBusy === true,
      changed: () => terminal.progress(this.#meter.progress),
    })
  }

  /** Bytes of files that storage has. */
  get storedBytes(): number {
    return this.#session?.upload?.storedBytes ?? 0
  }

  /** It stands still, or goes on: how fast it was says nothing any more. */
  readonly pause = (): void => this.#meter.beginAnew()

  /** Stores everything and makes the links. Errors: those of `Upload`, `finishDrop`, `cancelled`. */
  async run(patience: Patience, signal: AbortSignal): Promise<ReadyDrop> {
    const { taken, isKept, config } = this.#job
    const deps = { ...this.#connection, patience, chooseHeader: this.#chooseHeader }
    const former = Promise.resolve()
    const start = {
      taken,
      isKept,
      former,
      layout: () => this.#layout,
      maxBytes: () => Promise.resolve(config.maxDropBytes),
    }
    const session = beginSession(deps, start, {
      stored: () => this.#meter.advance(),
      failed: (_, error) => this.#failed.reject(error),
    })
    this.#session = session
    const stop = () => {
      session.stop.abort()
      session.upload?.stop()
      this.#failed.reject(new DropError('cancelled'))
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    this.#meter.start()
    try {
      await Promise.race([this.#failed.promise, session.opened.then(() => this.#feed(session))])
      return await Promise.race([this.#failed.promise, this.#finish(patience, session)])
    } finally {
      this.#meter.stop()
      signal.removeEventListener('abort', stop)
    }
  }

  /** After a failure: keeps what is stored for a later try, or deletes it. Answers whether a later try can go on. */
  async end(error: unknown): Promise<boolean> {
    const session = this.#session
    if (session === null) return false
    const isKept = this.#job.isKept && this.#stage === 'storing' && isDropError(error) && MENDABLE.includes(error.code)
    if (!isKept) {
      await abandonSession(this.#connection, session).deleted
      return false
    }
    session.stop.abort()
    const upload = await session.opened.catch(() => null)
    upload?.stop()
    const notes = upload?.notes ?? session.taken?.notes
    notes?.release()
    return upload !== null && upload.storedBytes > 0
  }

  /** Of a pipe nobody knows how much it will be: as much as the instance takes has to fit. */
  readonly #chooseHeader: SendConnection['chooseHeader'] = (total) =>
    this.#connection.chooseHeader(this.#isGrowing ? this.#job.config.maxDropBytes : total)

  async #feed({ opened }: SendSession): Promise<void> {
    const { sent, config } = this.#job
    if (sent.kind !== 'files' || sent.piped === null) return
    const upload = await opened
    const { file, input } = sent.piped
    const { partBytes } = measurePayload(upload.header, 0)
    let known = 0
    const grow = () => {
      known = file.size
      this.#layout = layOut(sourcesOf(this.#job, known))
      if (this.#layout.total > config.maxDropBytes) throw new DropError('too-large', { limit: config.maxDropBytes })
    }
    for await (const piece of input) {
      file.push(piece)
      if (file.size - known < partBytes) continue
      grow()
      upload.extend(this.#layout)
      await file.room(partBytes)
    }
    grow()
    this.#isGrowing = false
    this.#meter.beginAnew()
  }

  #finish(patience: Patience, session: SendSession): Promise<ReadyDrop> {
    const { sent, choice } = this.#job
    const content: DropContent = sent.kind === 'written' ? sent.content : { kind: 'files' }
    const files = sent.kind === 'written' ? [] : this.#layout.files
    return finishDrop(
      { ...this.#connection, patience, wait: downloadPatience.wait },
      session,
      { content, layout: this.#layout, files, choice },
      {
        reach: (stage) => {
          this.#stage = stage
        },
        changed: () => {},
      },
    )
  }
}
