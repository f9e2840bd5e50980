import { DropError } from '../../format/drop-error.ts'
import { fromErrorResponse } from '../../wire/read-error.ts'
import type { PlainInit } from './reach.ts'
import { checkNotCancelled, type RetryPolicy, retry } from './retry.ts'

/** One request to the HTTP API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From the instance's address on, e.g. `/api/v1/config`. */
  readonly path: string
  /** A bearer token. */
  readonly token?: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean
}

/** What an answer must look like: a zod schema. */
export interface Shape<T> {
  readonly parse: (answer: unknown) => T
}

/** Of an answer nothing is read. */
export const nothing: Shape<void> = { parse: () => {} }

/**
 * Sends a request and reads its answer's JSON (`null` where it has none). Errors: those the server answers, `network`,
 * `cancelled`.
 */
export type Call = <T>(request: ApiRequest, shape: Shape<T>, signal: AbortSignal) => Promise<T>

/** An API call that has not answered by then is given up, in ms. */
const ANSWER_TIMEOUT_MS = 30_000

function toInit({ method, token, body, keepalive }: ApiRequest, signal: AbortSignal): PlainInit {
  return {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(keepalive === true && { keepalive }),
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
  }
}

/** As much of `fetch` as calls need. */
export type FetchText = (address: string, init: PlainInit) => Promise<Pick<Response, 'status' | 'text'>>

/** Calls over `fetch`; `base` is the instance's address. An answer that is not ours is `unavailable`. */
export function createCall(fetchLike: FetchText, base: string): Call {
  return async (request, shape, signal) => {
    checkNotCancelled(signal)
    let status: number
    let text: string
    try {
      const response = await fetchLike(`${base}${request.path}`, toInit(request, signal))
      status = response.status
      text = await response.text()
    } catch (cause) {
      checkNotCancelled(signal)
      throw new DropError('network', { cause })
    }
    if (status < 200 || status > 299) throw fromErrorResponse(text)
    try {
      return shape.parse(text === '' ? null : JSON.parse(text))
    } catch (cause) {
      throw new DropError('unavailable', { subject: 'answer', cause })
    }
  }
}

/**
 * The same calls, tried again by `policy` where they fail for a while. Every request of the API may be sent twice: it
 * finds what the first one did.
 */
export function retryingCall(call: Call, policy: RetryPolicy): Call {
  return (request, shape, signal) => retry(policy, signal, () => call(request, shape, signal))
}
