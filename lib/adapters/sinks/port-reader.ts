import type { Bytes } from '../../format/bytes.ts'
import { parseWriterMessage, type ReaderMessage } from './port-messages.ts'

/** Chunks that may wait in the reader: 2 MiB at 256 KiB each, enough to hide a port's latency. */
const ROOM = 8

/** The reading end of a saved file: what a `writeToPort` at the port's other end writes. A stream that breaks errors; it never closes early. */
export class PortReader {
  readonly stream: ReadableStream<Bytes>
  /** Settles when the file was taken whole, or can be no more. */
  readonly ended: Promise<'closed' | 'broken'>
  readonly #port: MessagePort
  readonly #end: (outcome: 'closed' | 'broken') => void
  #controller: ReadableStreamDefaultController<Bytes> | null = null
  /** Credits the writer has not used yet. */
  #outstanding = 0
  #complete = false
  #over = false

  constructor(port: MessagePort) {
    this.#port = port
    const { promise, resolve } = Promise.withResolvers<'closed' | 'broken'>()
    this.ended = promise
    this.#end = resolve
    this.stream = new ReadableStream<Bytes>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#advance(),
        cancel: () => this.#leave('broken', { type: 'cancelled' }),
      },
      { highWaterMark: ROOM },
    )
    port.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data)
    // Where the browser tells it (HTML 9.4.5), the writer's death is an end at once.
    port.addEventListener('close', () => this.fail())
  }

  /** Ends it broken: who reads the stream sees it fail, and the writer hears of it. */
  fail(): void {
    if (this.#over) return
    // Never close(): a browser would take what it has for the whole file.
    this.#controller?.error(new Error('the download was broken off'))
    this.#leave('broken', { type: 'failed' })
  }

  #leave(outcome: 'closed' | 'broken', last: ReaderMessage): void {
    this.#over = true
    this.#port.postMessage(last)
    this.#end(outcome)
  }

  #hear(data: unknown): void {
    const message = parseWriterMessage(data)
    if (this.#over || message === null) return
    if (message instanceof Uint8Array) {
      this.#outstanding -= 1
      this.#controller?.enqueue(message)
    } else if (message.type === 'abort') this.fail()
    else {
      this.#complete = true
      this.#advance()
    }
  }

  /** Grants credits for the room there is; after the end, closes once every chunk was taken. */
  #advance(): void {
    const room = this.#controller?.desiredSize ?? 0
    if (this.#over) return
    if (this.#complete) {
      if (room < ROOM) return
      this.#controller?.close()
      this.#leave('closed', { type: 'closed' })
    } else if (room > this.#outstanding) {
      const credit: ReaderMessage = { type: 'credit', count: room - this.#outstanding }
      this.#outstanding = room
      this.#port.postMessage(credit)
    }
  }
}
