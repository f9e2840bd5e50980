import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Bytes } from '../../format/bytes.ts'
import { hostOf } from './host-of.ts'

/**
 * At most so many bytes are read at once, into the one buffer that a line has: the system holds more than a stream's 64
 * KiB.
 */
const BUFFER_BYTES = 2 ** 20

/** A connection whose bytes are read into one buffer, again and again: nothing is made for the collector to sweep. */
export class Line {
  readonly #socket: Socket
  #unread: Bytes = new Uint8Array(0)
  #isOver = false
  #failure: { readonly cause: unknown } | null = null
  #wake: () => void = () => {}

  /** Connects to the host of an http or https URL, at what `lookup` answers for it. */
  constructor(url: URL, lookup: LookupFunction | undefined) {
    const buffer = new Uint8Array(BUFFER_BYTES)
    const callback = (length: number) => {
      this.#unread = buffer.subarray(0, length)
      this.#wake()
      // Nothing more until these are taken.
      return false
    }
    const host = hostOf(url)
    const isSecure = url.protocol === 'https:'
    const port = Number(url.port || (isSecure ? 443 : 80))
    const place = { host, port, onread: { buffer, callback }, ...(lookup !== undefined && { lookup }) }
    const servername = isIP(host) === 0 ? { servername: host } : {}
    this.#socket = isSecure ? connectTls({ ...place, ...servername, ALPNProtocols: ['http/1.1'] }) : connectTcp(place)
    this.#socket.setNoDelay(true)
    this.#socket.on('error', (cause) => {
      this.#failure ??= { cause }
    })
    for (const event of ['error', 'end', 'close'])
      this.#socket.on(event, () => {
        this.#isOver = true
        this.#wake()
      })
  }

  get isOpen(): boolean {
    return !this.#isOver && !this.#socket.destroyed
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1')
  }

  /**
   * The next bytes, at least one, valid until the next call; `null` where the other side has ended. Errors: those of
   * the connection.
   */
  async read(): Promise<Bytes | null> {
    while (this.#unread.length === 0) {
      if (this.#failure !== null) throw this.#failure.cause
      if (this.#isOver) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        this.#socket.resume()
      })
    }
    const bytes = this.#unread
    this.#unread = new Uint8Array(0)
    return bytes
  }

  /** Gives back, for the next `read`, the rest of what was read. */
  unread(rest: Bytes): void {
    this.#unread = rest
  }

  close(): void {
    this.#isOver = true
    this.#socket.destroy()
    this.#wake()
  }
}
