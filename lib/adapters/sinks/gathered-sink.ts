import { DropError } from '../../format/drop-error.ts'
import type { OpenPortSink } from './port-sink.ts'

/** What the page asks of a gathering worker, with the reader's end of the file's port. */
export interface GatherRequest {
  /** Used once. */
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/**
 * What the worker says: `ready` or `refused` at first; `whole` with a port that is told once the page has handed the
 * file to the browser.
 */
export type GatherAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'refused' }
  | { readonly type: 'whole'; readonly file: File }

/** Types a message between a page and its own worker: both ends are this project's code of the same build. */
export function parseGatherAnswer(message: unknown): GatherAnswer {
  return message as GatherAnswer
}

/** As `parseGatherAnswer`. */
export function parseGatherRequest(message: unknown): GatherRequest {
  return message as GatherRequest
}

export interface GatheringPage {
  readonly startWorker: () => Worker
  readonly randomId: () => string
  /** Lets the browser save a file. */
  readonly save: (file: Blob, name: string) => void
}

/**
 * Sinks that a worker gathers in the origin's private file system, for browsers and windows without service workers:
 * memory stays flat, and the disk holds the file twice until it is saved.
 * Errors: `save-failed` (subject `room`) where there is no room, or nothing can be written.
 */
export function gatheredSink({ startWorker, randomId, save }: GatheringPage): OpenPortSink {
  return async (name, size) => {
    if (size === null) throw new DropError('save-failed', { subject: 'room' })
    const worker = startWorker()
    const { port1, port2 } = new MessageChannel()
    await new Promise<void>((resolve, reject) => {
      const refuse = () => {
        worker.terminate()
        reject(new DropError('save-failed', { subject: 'room' }))
      }
      worker.addEventListener('error', refuse)
      worker.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => {
        const answer = parseGatherAnswer(data)
        if (answer.type === 'ready') resolve()
        else if (answer.type === 'refused') refuse()
        else {
          save(answer.file, name)
          ports[0]?.postMessage(null)
        }
      })
      worker.postMessage({ name: randomId(), size } satisfies GatherRequest, [port2])
    })
    return { port: port1, begin: () => {}, ping: () => Promise.resolve(true) }
  }
}
