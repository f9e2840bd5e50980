import type { Bytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import type { ReadGrant } from '../../wire/drops.ts'
import { errorResponse, fromErrorResponse } from '../../wire/errors.ts'
import type { PlainInit } from './reach.ts'
import { checkNotCancelled } from './retry.ts'
import { within } from './within.ts'

/** A stored range, as pieces of any size, exactly as long as granted. Errors: see `createFetchRange`. */
export type FetchRange = (grant: ReadGrant, signal: AbortSignal) => AsyncGenerator<Bytes, void, undefined>

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What storage's refusal means: ours where the body says so, else by status. */
async function refusal(response: Response): Promise<DropError> {
  const body = errorResponse.safeParse(parseJson(await response.text()))
  if (body.success) return fromErrorResponse(body.data)
  if (response.status === 403 || response.status === 401) return new DropError('grant-ended')
  if (response.status === 404 || response.status === 410) return new DropError('lost')
  return new DropError('unavailable', { subject: `storage ${response.status}` })
}

async function* read(
  response: Response,
  length: number,
  nextPiece: <T>(work: Promise<T>) => Promise<T>,
): AsyncGenerator<Bytes, void, undefined> {
  const reader = response.body?.getReader()
  let received = 0
  try {
    while (reader !== undefined) {
      const { done, value } = await nextPiece(reader.read())
      if (done) break
      received += value.length
      yield value
    }
  } finally {
    await reader?.cancel().catch(() => {})
  }
  if (received < length) throw new DropError('network', { subject: 'length' })
}

/** As much of `fetch` as ranges need. */
export type FetchBody = (address: URL, init: PlainInit) => Promise<Response>

/**
 * Fetches granted ranges; `base` is the instance's address. A line that is silent for `stallMs` is taken for broken; the time that the consumer takes does not count.
 * Errors: `network` where the answer breaks, stalls or ends early; `grant-ended`, `lost`, `unavailable`, what the instance answers; `cancelled`.
 */
export function createFetchRange(fetchLike: FetchBody, base: string, stallMs: number): FetchRange {
  return async function* (grant, signal) {
    checkNotCancelled(signal)
    const stop = new AbortController()
    const nextPiece = <T>(work: Promise<T>) => within(stallMs, () => stop.abort(), work)
    try {
      const response = await nextPiece(
        fetchLike(new URL(grant.url, base), {
          headers: grant.headers,
          cache: 'no-store',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          signal: AbortSignal.any([signal, stop.signal]),
        }),
      )
      if (!response.ok) throw await refusal(response)
      yield* read(response, grant.length, nextPiece)
    } catch (error) {
      checkNotCancelled(signal)
      throw isDropError(error) ? error : new DropError('network', { cause: error })
    } finally {
      stop.abort()
    }
  }
}
