import type { OpenPortSink, PortSink } from '../../adapters/sinks/port-sink.ts'
import { writeToPort } from '../../adapters/sinks/port-writer.ts'
import { DropError } from '../../format/drop-error.ts'
import { unpackFailure } from '../packed-failure.ts'
import type { PreparedSave, PrepareSave, SaveHooks, SaveJob } from './save-drop.ts'
import { parseSaveAnswer, type SaveAnswer, type SaveRequest } from './save-messages.ts'

export interface SaveInWorkerDeps {
  readonly openSink: OpenPortSink
  readonly startWorker: () => Worker
  /** The instance's address. */
  readonly base: string
}

/** How long a worker may take to end what it was told to abort, in ms. */
const ABORT_MS = 3000

/** Hears nothing yet. */
const noHooks: SaveHooks = { onProgress: () => {}, onStuck: () => {}, onRenewed: () => {}, onUnkept: () => {} }

/** One download in its worker. */
class WorkerSave {
  readonly #worker: Worker
  readonly #sink: PortSink
  readonly #savedSize: number
  #hooks: SaveHooks = noHooks
  readonly done: Promise<void>
  #resolve: () => void = () => {}
  #reject: (error: DropError) => void = () => {}
  #hasBegun = false
  #hasSpoken = false

  constructor(worker: Worker, sink: PortSink, savedSize: number) {
    this.#worker = worker
    this.#sink = sink
    this.#savedSize = savedSize
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.done.catch(() => {}) // whoever runs it sees the failure
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#hear(parseSaveAnswer(data)))
    // Its script did not load; or, where it was heard before, it threw what nobody expected.
    worker.addEventListener('error', () =>
      this.#reject(new DropError(this.#hasSpoken ? 'internal' : 'network', { subject: 'worker' })),
    )
  }

  #hear(answer: SaveAnswer): void {
    this.#hasSpoken = true
    if (answer.type === 'progress') {
      this.#begin()
      this.#hooks.onProgress(answer.savedBytes)
    } else if (answer.type === 'stuck') this.#hooks.onStuck(answer.failure && unpackFailure(answer.failure))
    else if (answer.type === 'renewed') this.#hooks.onRenewed(answer.lapsesAt)
    else if (answer.type === 'unkept') this.#hooks.onUnkept()
    else if (answer.type === 'tick') void this.#ping()
    else if (answer.type === 'failed') this.#reject(unpackFailure(answer.failure))
    else {
      this.#hooks.onProgress(this.#savedSize)
      this.#resolve()
    }
  }

  /**
   * The browser is asked to save once the first chunk is verified: a drop that cannot be opened at all leaves no broken
   * download behind.
   */
  #begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    this.#sink.begin()
  }

  async #ping(): Promise<void> {
    if (!(await this.#sink.ping())) this.#reject(new DropError('save-failed', { subject: 'sink' }))
  }

  async run(job: SaveJob, hooks: SaveHooks, base: string, signal: AbortSignal): Promise<void> {
    this.#hooks = hooks
    const say = (request: SaveRequest, transfer: Transferable[] = []) => this.#worker.postMessage(request, transfer)
    const abort = () => {
      say({ type: 'abort' })
      setTimeout(this.#reject, ABORT_MS, new DropError('cancelled'))
    }
    signal.addEventListener('abort', abort, { once: true })
    try {
      // An empty file has no first chunk.
      if (this.#savedSize === 0) this.#begin()
      say({ type: 'save', job, port: this.#sink.port, base }, [this.#sink.port])
      if (signal.aborted) abort()
      await this.done
    } finally {
      signal.removeEventListener('abort', abort)
      this.#worker.terminate()
    }
  }
}

/** One worker that is loaded before it is needed. */
class SpareWorker {
  readonly #start: () => Worker
  #worker: Worker | null = null
  #wasLoaded = false

  constructor(start: () => Worker) {
    this.#start = start
  }

  /** Once: what further workers need is in the browser's cache then. */
  load(): void {
    if (this.#wasLoaded) return
    this.#wasLoaded = true
    const worker = this.#start()
    this.#worker = worker
    const drop = () => {
      if (this.#worker === worker) this.#worker = null
    }
    // The next one tries again.
    worker.addEventListener('error', drop)
  }

  take(): Worker {
    const worker = this.#worker ?? this.#start()
    this.#worker = null
    this.#wasLoaded = true
    return worker
  }
}

export interface SaveInWorker {
  readonly prepareSave: PrepareSave
  /**
   * Loads what saving needs before somebody asks for it: a worker's scripts come one after another, each a way there
   * and back.
   */
  readonly load: () => void
}

/** Saves in a worker of this page, through a sink that the page opens. */
export function saveInWorker({ openSink, startWorker, base }: SaveInWorkerDeps): SaveInWorker {
  const spare = new SpareWorker(startWorker)
  const prepareSave = async (name: string, size: number): Promise<PreparedSave> => {
    const sink = await openSink(name, size)
    const worker = spare.take()
    const saving = new WorkerSave(worker, sink, size)
    let isUsed = false
    return {
      save(job, hooks, signal) {
        isUsed = true
        return saving.run(job, hooks, base, signal)
      },
      kick: () => worker.postMessage({ type: 'kick' } satisfies SaveRequest),
      discard: () => {
        // A port that went to the worker is the worker's to abort.
        if (isUsed) return
        worker.terminate()
        writeToPort(sink.port).abort(new DropError('cancelled'))
      },
    }
  }
  return { prepareSave, load: () => spare.load() }
}
