import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { TAG_BYTES } from '../../format/constants.ts'
import { DEFAULT_HEADER } from '../../format/header.ts'
import { hostOf } from './host-of.ts'

/** Bytes of a sealed chunk of the usual size. */
export const SEALED_CHUNK = 2 ** DEFAULT_HEADER.log2Chunk + TAG_BYTES
/** So many chunks can be asked for at once. */
export const MOST_CHUNKS = 4
/**
 * Of what nobody has asked for yet so many are taken at once at most. Node is told where to read to as soon as it has
 * read, so before the next bytes are asked for; with less than there is it does not run past their end.
 */
const MOST_UNASKED = 2 ** 14

/** A connection whose bytes are read into one buffer, again and again: nothing is made for the collector to sweep. */
export class Line {
  readonly #socket: Socket
  readonly #all = new Uint8Array(MOST_CHUNKS * SEALED_CHUNK + MOST_UNASKED)
  #unread: Bytes = new Uint8Array(0)
  /** What came before it was asked for: TLS goes on with all that it has deciphered, also when it was told to stop. */
  readonly #early: Bytes[] = []
  /** Bytes that came and are too few yet. */
  #filled = 0
  /** How many somebody waits for; 0 where nobody does, and what was handed out may still be read. */
  #wanted = 0
  #received = 0
  #isOver = false
  #failure: { readonly cause: unknown } | null = null
  #wake: () => void = () => {}

  /** Connects to the host of an http or https URL, at what `lookup` answers for it. */
  constructor(url: URL, lookup: LookupFunction | undefined) {
    const spare = new Uint8Array(MOST_UNASKED)
    const buffer = () => (this.#filled === 0 ? spare : this.#all.subarray(this.#filled, this.#wanted))
    const callback = (length: number, into: Uint8Array) => {
      this.#received += length
      if (this.#wanted === 0) this.#early.push(spare.slice(0, length))
      else {
        if (into === spare) this.#all.set(spare.subarray(0, length), this.#filled)
        this.#filled += length
        if (this.#filled < this.#wanted) return true
        this.#handOut()
      }
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
        this.#handOut()
      })
  }

  #handOut(): void {
    if (this.#filled > 0) this.#unread = this.#all.subarray(0, this.#filled)
    this.#filled = 0
    this.#wanted = 0
    this.#wake()
  }

  #takeEarly(length: number): void {
    const early = concatBytes(...this.#early.splice(0))
    if (early.length >= length || this.#isOver) {
      this.#unread = early
      return
    }
    this.#all.set(early)
    this.#filled = early.length
  }

  /** Bytes that ever came. */
  get received(): number {
    return this.#received
  }

  get isOpen(): boolean {
    return !this.#isOver && !this.#socket.destroyed
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1')
  }

  /**
   * The next `length` bytes, `MOST_CHUNKS` at the most, valid until the next call; fewer where they were given back or
   * the other side ends, a few more where more came; `null` where it has ended. Errors: those of the connection.
   */
  async read(length = 1): Promise<Bytes | null> {
    if (this.#unread.length === 0 && this.#early.length > 0) this.#takeEarly(length)
    while (this.#unread.length === 0) {
      if (this.#failure !== null) throw this.#failure.cause
      if (this.#isOver) return null
      this.#wanted = length
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
