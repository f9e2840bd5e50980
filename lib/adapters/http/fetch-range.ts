import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { ReadGrant } from '../../wire/drops.ts'
import { readError } from '../../wire/read-error.ts'
import type { PlainInit } from './reach.ts'
import { checkNotCancelled } from './retry.ts'
import { Silence } from './silence.ts'
import { toNetworkError } from './to-network-error.ts'

/**
 * A stored range, as pieces of any size, exactly as long as granted. A piece is valid until the next one is asked for:
 * its memory may be used again. Errors: see `createFetchRange`.
 */
export type FetchRange = (grant: ReadGrant, signal: AbortSignal) => AsyncGenerator<Bytes, void, undefined>

/** What storage's refusal means: ours where the body says so, else by status. */
async function refusal(response: Response): Promise<DropError> {
  const told = readError(await response.text())
  if (told !== null) return told
  if (response.status === 403 || response.status === 401) return new DropError('grant-ended')
  if (response.status === 404 || response.status === 410) return new DropError('lost')
  return new DropError('unavailable', { subject: `storage ${response.status}` })
}

/**
 * The pieces of a body are read into one buffer of so many bytes, again and again: a fresh one for each costs half a
 * second of processor for 1 GiB.
 */
const BUFFER = 2 ** 20

interface PieceReader {
  /** `null` at the end. */
  readonly next: () => Promise<Bytes | null>
  readonly cancel: () => Promise<void>
}

function readIntoOne(reader: ReadableStreamBYOBReader): PieceReader {
  let buffer = new ArrayBuffer(BUFFER)
  return {
    async next() {
      const { done, value } = await reader.read(new Uint8Array(buffer))
      if (done) return null
      buffer = value.buffer
      return value
    },
    cancel: () => reader.cancel(),
  }
}

function readPieces(body: ReadableStream<Bytes>): PieceReader {
  try {
    return readIntoOne(body.getReader({ mode: 'byob' }))
  } catch {
    // Bodies are no byte streams (Streams 3.2) in every browser.
    const reader = body.getReader()
    return {
      next: async () => {
        const { done, value } = await reader.read()
        return done ? null : value
      },
      cancel: () => reader.cancel(),
    }
  }
}

async function* read({ body }: Response, length: number, silence: Silence): AsyncGenerator<Bytes, void, undefined> {
  const reader = body && readPieces(body)
  let received = 0
  try {
    while (reader !== null) {
      const piece = await silence.bounded(reader.next())
      if (piece === null) break
      received += piece.length
      yield piece
    }
  } finally {
    await reader?.cancel().catch(() => {})
  }
  if (received < length) throw new DropError('network', { subject: 'length' })
}

/** As much of `fetch` as ranges need. */
export type FetchBody = (address: URL, init: PlainInit) => Promise<Response>

/**
 * Fetches granted ranges; `base` is the instance's address. A line that is silent for `stallMs`, or a tenth longer, is
 * taken for broken; the time that the consumer takes does not count.
 * Errors: `network` where the answer breaks, stalls or ends early; `grant-ended`, `lost`, `unavailable`, what the
 * instance answers; `cancelled`.
 */
export function createFetchRange(fetchLike: FetchBody, base: string, stallMs: number): FetchRange {
  return async function* (grant, signal) {
    checkNotCancelled(signal)
    const stop = new AbortController()
    const silence = new Silence(stallMs, () => stop.abort())
    try {
      const response = await silence.bounded(
        fetchLike(new URL(grant.url, base), {
          headers: grant.headers,
          cache: 'no-store',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          signal: AbortSignal.any([signal, stop.signal]),
        }),
      )
      if (!response.ok) throw await refusal(response)
      yield* read(response, grant.length, silence)
    } catch (error) {
      checkNotCancelled(signal)
      throw toNetworkError(error)
    } finally {
      silence.end()
      stop.abort()
    }
  }
}
