import type { Bytes } from '../../format/bytes.ts'
import { parseWriterMessage, type ReaderMessage } from './port-messages.ts'

/** Chunks that may wait in the reader: 2 MiB at 256 KiB each, enough to hide a port's latency. */
const ROOM = 8

/**
 * [Note: Freed by hand] A stream of gigabytes leaves garbage faster than Chromium collects it: 360 MiB were measured
 * after 3 GiB, 90 with this. So chunks that were taken are freed. Whoever sends a body on copies each chunk before it
 * reads the next (Fetch 2.2.4, "incrementally read"); so many more are kept nevertheless.
 */
const KEPT = 8
/** So many are freed by one message: each message costs a service worker 30 to 50 µs, and 1 GiB has 4096 chunks. */
const FREED_AT_ONCE = 8

/**
 * A port that leads nowhere: what is transferred to it is gone at once. `ArrayBuffer.prototype.transfer` only hides the
 * bytes from the collector, which made it 1.1 GiB.
 */
function openDrain(): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  return port1
}

/**
 * The reading end of a saved file: what a `writeToPort` at the port's other end writes. A stream that breaks errors; it
 * never closes early.
 */
export class PortReader {
  readonly stream: ReadableStream<Bytes>
  /** Settles when the file was taken whole, or can be no more. */
  readonly ended: Promise<'closed' | 'broken'>
  readonly #port: MessagePort
  readonly #end: (outcome: 'closed' | 'broken') => void
  #controller: ReadableStreamDefaultController<Bytes> | null = null
  /** Credits the writer has not used yet. */
  #outstanding = 0
  /** Chunks that were enqueued and not freed, oldest first. */
  readonly #held: Bytes[] = []
  readonly #drain: MessagePort | null
  #complete = false
  #over = false

  /**
   * With `freesTaken`, a chunk's buffer is detached some time after it was taken: for streams that are sent on, never
   * for those that are kept.
   */
  constructor(port: MessagePort, { freesTaken }: { readonly freesTaken: boolean }) {
    this.#port = port
    this.#drain = freesTaken ? openDrain() : null
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
    if (this.#over) return
    // A page and a worker of different versions: standing still would tell nobody.
    if (message === null) this.fail()
    else if (!('type' in message)) {
      for (const chunk of message) {
        // Before it is enqueued, as that grants what room there is beside the chunks that are still to come.
        this.#outstanding -= 1
        if (this.#drain !== null) this.#held.push(chunk)
        this.#controller?.enqueue(chunk)
      }
    } else if (message.type === 'abort') this.fail()
    else {
      this.#complete = true
      this.#advance()
    }
  }

  /** Frees what was taken long enough ago; the last `waiting` chunks were not taken yet. */
  #freeTaken(waiting: number): void {
    const taken = this.#held.length - waiting - KEPT
    if (taken < FREED_AT_ONCE) return
    const buffers = this.#held.splice(0, taken).map(({ buffer }) => buffer)
    this.#drain?.postMessage(null, buffers)
  }

  /** Grants credits for the room there is; after the end, closes once every chunk was taken. */
  #advance(): void {
    const room = this.#controller?.desiredSize ?? 0
    if (this.#over) return
    this.#freeTaken(ROOM - room)
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
