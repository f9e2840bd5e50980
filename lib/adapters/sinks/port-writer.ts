import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { FileSink } from '../../ports/file-sink.ts'
import { parseReaderMessage, type WriterMessage } from './port-messages.ts'

/**
 * So many chunks go in one message: where the reader is in another process, each message costs more than what it
 * carries.
 */
const GROUP = 4
/** Chunks that come so slowly do not wait for each other, in ms. */
const GROUP_MS = 20

/** A chunk in a buffer of its own, so that it can be transferred without pulling others with it. */
function ownBuffer(chunk: Bytes): Bytes {
  return chunk.byteLength === chunk.buffer.byteLength ? chunk : chunk.slice()
}

/** The writer's end of a port: credits, and what the reader says about the end. */
class PortWriter implements FileSink {
  readonly #port: MessagePort
  readonly #broken = new AbortController()
  #credits = 0
  #wake: () => void = () => {}
  #closed = false
  /** Chunks that go with the next message. */
  #group: Bytes[] = []
  /** Sends what has not gone by then. Left to run out: one timer for each group costs as much as its message. */
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(port: MessagePort) {
    this.#port = port
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = parseReaderMessage(data)
      if (message?.type === 'credit') this.#credits += message.count
      if (message?.type === 'closed') this.#closed = true
      if (message?.type === 'cancelled') this.#fail(new DropError('cancelled', { subject: 'sink' }))
      if (message?.type === 'failed') this.#fail(new DropError('save-failed'))
      this.#wake()
    }
    // Where the browser tells it (HTML 9.4.5), the reader's death is a failure at once.
    port.addEventListener('close', () => this.#fail(new DropError('save-failed')))
  }

  get broken(): AbortSignal {
    return this.#broken.signal
  }

  #fail(reason: unknown): void {
    if (this.#closed) return
    this.#broken.abort(reason)
    this.#wake()
  }

  async #until(isReady: () => boolean): Promise<void> {
    for (;;) {
      this.broken.throwIfAborted()
      if (isReady()) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #say(message: WriterMessage): void {
    this.#port.postMessage(message)
  }

  async write(chunk: Bytes): Promise<void> {
    await this.#until(() => this.#credits > 0)
    this.#credits -= 1
    this.#group.push(ownBuffer(chunk))
    if (this.#group.length === GROUP || this.#credits === 0) this.#send()
    else this.#timer ??= setTimeout(this.#sendLate, GROUP_MS)
  }

  readonly #sendLate = (): void => {
    this.#timer = undefined
    this.#send()
  }

  #send(): void {
    const group = this.#group.splice(0)
    if (group.length === 0) return
    this.#port.postMessage(
      group,
      group.map(({ buffer }) => buffer),
    )
  }

  #leave(): void {
    clearTimeout(this.#timer)
    this.#port.close()
  }

  async close(): Promise<void> {
    this.broken.throwIfAborted()
    this.#send()
    this.#say({ type: 'end' })
    await this.#until(() => this.#closed)
    this.#leave()
  }

  abort(reason: unknown): void {
    this.#say({ type: 'abort' })
    this.#leave()
    this.#fail(reason)
  }
}

/**
 * The writing end of a saved file. Chunks are transferred: who writes one gives its buffer away. `close` resolves once
 * the reader has taken the last chunk; aborting makes the reader's download fail, so that no cut file stands there as
 * whole. Errors: `cancelled` (subject `sink`) where the person stopped the browser's download, `save-failed`.
 */
export function writeToPort(port: MessagePort): FileSink {
  return new PortWriter(port)
}
