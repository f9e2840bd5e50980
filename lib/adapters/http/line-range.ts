import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { ReadGrant } from '../../wire/drops.ts'
import type { FetchRange } from './fetch-range.ts'
import { Line, MOST_CHUNKS, SEALED_CHUNK } from './line.ts'
import { type Reach, reachAnything } from './reach.ts'
import { parseHead, plainLength, type ResponseHead } from './response-head.ts'
import { checkNotCancelled } from './retry.ts'
import { Silence } from './silence.ts'
import { toNetworkError } from './to-network-error.ts'

/** The most bytes of a response's head. */
const MOST_HEAD = 64 * 2 ** 10
/** A line that rests for longer is not used again, as the other side may be about to end it, in ms. */
const REST_MS = 2000
/** A line is quick where what was asked for comes within so many ms. */
const QUICK_MS = 50

/** Fields that say where a request goes and how it ends: `fetch` lets no server choose them. */
const OURS = /^(?:host|connection|content-length|transfer-encoding|upgrade|expect)$/i

/** The request, or `null` for a grant that is better left to `fetch`, which refuses what is no http. */
function requestText(url: URL, headers: Readonly<Record<string, string>>): string | null {
  if (!/^https?:$/.test(url.protocol) || Object.keys(headers).some((name) => OURS.test(name))) return null
  const fields = Object.entries({ host: url.host, accept: '*/*', 'accept-encoding': 'identity', ...headers })
  if (url.username !== '' || fields.some(([name, value]) => !/^[\w-]+$/.test(name) || !/^[\x20-\x7e]*$/.test(value)))
    return null
  const lines = fields.map(([name, value]) => `${name}: ${value}`)
  return [`GET ${url.pathname}${url.search} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

async function readHead(line: Line): Promise<ResponseHead | null> {
  let gathered: Bytes = new Uint8Array(0)
  for (;;) {
    const piece = await line.read()
    if (piece === null) throw new DropError('network', { subject: 'head' })
    gathered = concatBytes(gathered, piece)
    const text = Buffer.from(gathered.subarray(0, MOST_HEAD)).toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end >= 0) {
      line.unread(gathered.subarray(end + 4))
      return parseHead(text.slice(0, end))
    }
    if (gathered.length >= MOST_HEAD) return null
  }
}

/** Lines that rest between two ranges of one site. */
class Lines {
  readonly #resting = new Map<string, { readonly line: Line; readonly since: number }[]>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  take({ origin }: URL): Line | null {
    const resting = this.#resting.get(origin) ?? []
    for (let last = resting.pop(); last !== undefined; last = resting.pop()) {
      if (last.line.isOpen && this.#now() - last.since < REST_MS) return last.line
      last.line.close()
    }
    return null
  }

  rest({ origin }: URL, line: Line): void {
    this.#resting.set(origin, [...(this.#resting.get(origin) ?? []), { line, since: this.#now() }])
  }
}

/** A range that begins to come over a line. */
interface Answer {
  readonly line: Line
  readonly length: number
  readonly keepsAlive: boolean
}

/** Asks over `line`; `null` for an answer that is no plain body of a known length. */
async function ask(line: Line, text: string, silence: Silence): Promise<Answer | null> {
  line.send(text)
  const head = await silence.bounded(readHead(line))
  if (head === null || (head.status !== 200 && head.status !== 206)) return null
  const length = plainLength(head)
  return length === null ? null : { line, length, keepsAlive: head.keepsAlive }
}

async function* readBody(
  { line, length }: Answer,
  silence: Silence,
  now: () => number,
): AsyncGenerator<Bytes, void, undefined> {
  let chunks = 1
  for (let left = length; left > 0; ) {
    // Each piece ends where a chunk does, after the few bytes that came with the head.
    const wanted = chunks * SEALED_CHUNK - ((length - left) % SEALED_CHUNK)
    const asked = now()
    const piece = await silence.bounded(line.read(Math.min(left, wanted)))
    // More at once is less work; of a slow line it would keep back what has come.
    chunks = now() - asked < QUICK_MS ? Math.min(MOST_CHUNKS, 2 * chunks) : 1
    if (piece === null) throw new DropError('network', { subject: 'length' })
    if (piece.length > left) throw new DropError('network', { subject: 'more than was said' })
    left -= piece.length
    yield piece
  }
}

/** How one range is asked for. */
interface Asking {
  readonly url: URL
  readonly reach: Reach
  readonly stallMs: number
  readonly signal: AbortSignal
}

/** The line over which one range is asked for and comes: one that rested, or a new one. */
class Call {
  readonly #asking: Asking
  readonly silence: Silence
  #line: Line | null

  constructor(rested: Line | null, asking: Asking) {
    this.#line = rested
    this.#asking = asking
    this.silence = new Silence(asking.stallMs, this.stop, () => this.#line?.received ?? 0)
  }

  /** Ends the line, unless it was left. */
  readonly stop = (): void => this.#line?.close()

  /** Ends all that goes on by itself. */
  end(): void {
    this.silence.end()
    this.stop()
  }

  /** Leaves the line to whoever asks next. */
  leave(): void {
    this.#line = null
  }

  /** Errors: those of `reach` and of the line. */
  async ask(text: string): Promise<Answer | null> {
    const rested = this.#line
    if (rested === null) return this.#askAnew(text)
    return ask(rested, text, this.silence).catch(() => {
      // The other side may have ended it while it rested.
      rested.close()
      return this.#askAnew(text)
    })
  }

  async #askAnew(text: string): Promise<Answer | null> {
    const { url, reach, signal } = this.#asking
    checkNotCancelled(signal)
    const lookup = await reach(url)
    checkNotCancelled(signal)
    const line = new Line(url, lookup)
    this.#line = line
    return ask(line, text, this.silence)
  }
}

/**
 * Fetches granted ranges as `createFetchRange` does, with a fifth of its work: over connections of our own, into
 * buffers that are used again (docs/decisions/006). A piece is valid until the next one is asked for. What is no plain
 * answer of a known length (a redirect, a refusal, a coded body) is asked for once more by `otherwise`.
 * Errors: those of `createFetchRange` and of `reach`.
 */
export function createLineRange(
  base: string,
  stallMs: number,
  now: () => number,
  otherwise: FetchRange,
  reach: Reach = reachAnything,
): FetchRange {
  const lines = new Lines(now)
  return async function* (grant: ReadGrant, signal: AbortSignal) {
    checkNotCancelled(signal)
    const url = new URL(grant.url, base)
    const text = requestText(url, grant.headers)
    const call = new Call(lines.take(url), { url, reach, stallMs, signal })
    signal.addEventListener('abort', call.stop)
    try {
      const answer = text === null ? null : await call.ask(text)
      if (answer === null) {
        call.stop()
        return yield* otherwise(grant, signal)
      }
      yield* readBody(answer, call.silence, now)
      if (answer.length < grant.length) throw new DropError('network', { subject: 'length' })
      if (!answer.keepsAlive) return
      lines.rest(url, answer.line)
      call.leave()
    } catch (error) {
      checkNotCancelled(signal)
      throw toNetworkError(error)
    } finally {
      signal.removeEventListener('abort', call.stop)
      call.end()
    }
  }
}
