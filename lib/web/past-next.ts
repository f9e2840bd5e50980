import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * The header in which our own server tells its routes which of `snowdropLent` is theirs. What comes in under this name
 * is removed.
 */
const LENT_HEADER = 'x-snowdrop-lent'

/** A request and its answer as Node's server has them. */
export interface Lent {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** Writes to the answer and calls back once the bytes are needed no more. Next's own `write` never calls back. */
  readonly write: (bytes: Uint8Array, done: (error?: Error | null) => void) => void
}

declare global {
  /** Next bundles routes apart from what serves them. */
  var snowdropLent: Map<string, Lent> | undefined
}

function lent(): Map<string, Lent> {
  globalThis.snowdropLent ??= new Map()
  return globalThis.snowdropLent
}

/**
 * [Note: Bodies past Next] The streams that Next puts between Node's and a route cost more than all else that storing a
 * part or handing one out needs of the processor: one copies each piece of a request and transfers the copy, the other
 * leaves each piece of an answer to the collector. So what Node has of a request is kept for the routes that carry
 * parts, until it is answered.
 */
export function lendPastNext(message: IncomingMessage, response: ServerResponse): void {
  message.headers[LENT_HEADER] = ''
  if (message.method !== 'PUT' && message.method !== 'GET') return
  const name = randomUUID()
  message.headers[LENT_HEADER] = name
  const write: Lent['write'] = response.write.bind(response)
  lent().set(name, { message, response, write })
  response.once('close', () => lent().delete(name))
}

/** What our server lent to this request's route. It can be asked for once. */
export function takeLent(request: Request): Lent | undefined {
  const name = request.headers.get(LENT_HEADER) ?? ''
  const taken = lent().get(name)
  lent().delete(name)
  return taken
}
