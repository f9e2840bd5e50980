import type * as z from 'zod/mini'
import { lively, SLOWEST } from '../adapters/disk/lively.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import type { ByteMeter } from '../ports/client-limiter.ts'
import type { ServerDeps } from '../server/deps.ts'
import { toErrorResponse } from '../wire/errors.ts'
import { ticketField } from '../wire/tickets.ts'
import type { ClientLimits } from './limit-clients.ts'
import { logFailedRequest, logRequest } from './log.ts'
import { countError, countRequest } from './metrics.ts'
import { server } from './wiring.ts'

/** The largest request body, in bytes: a completion with a manifest of 1 MiB in base64url. */
const MAX_BODY = 1_600_000
/**
 * What is still read of a body that is refused, in bytes, so that its sender hears why instead of losing the
 * connection.
 */
const MAX_DRAINED = 16_000_000
/**
 * A wrong ticket counts as so many requests, where they are counted at all: guessing at 120 bits is vain, and need not
 * cost the database much.
 */
const WRONG_TICKET = 10
const NO_STORE = { 'cache-control': 'no-store' }
const TOKEN = /^Bearer ([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/

/** Nobody needs to be waited for who sends slower than a part may (Note: Slowest line). */
async function readText(request: Request): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of request.body === null ? [] : lively(request.body, SLOWEST)) {
      length += piece.length
      if (length <= MAX_BODY) pieces.push(piece)
      if (length > MAX_DRAINED) break
    }
  } catch (cause) {
    // Whoever hung up in the middle, or makes us wait, is no failure of ours.
    throw new DropError('bad-request', { subject: 'body', cause })
  }
  if (length > MAX_BODY) throw new DropError('too-large', { limit: MAX_BODY })
  return Buffer.concat(pieces).toString('utf8')
}

function check<T>(schema: z.core.$ZodType<T>, value: unknown): T {
  const parsed = (schema as z.ZodMiniType<T>).safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new DropError('bad-request', { subject: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() })
}

/** A request's body, bounded and parsed. Errors: `bad-request` naming the field, `too-large`. */
export async function readBody<T>(request: Request, schema: z.core.$ZodType<T>): Promise<T> {
  const text = await readText(request)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DropError('bad-request', { subject: 'JSON', cause })
  }
  return check(schema, value)
}

/** An identifier from the path. Errors: `not-found`, as no such thing can exist. */
export function readId<T>(schema: z.core.$ZodType<T>, value: string): T {
  const parsed = (schema as z.ZodMiniType<T>).safeParse(value)
  if (!parsed.success) throw new DropError('not-found')
  return parsed.data
}

/** The bearer token. Errors: `not-found`, as for a wrong one. */
export function readToken(request: Request): string {
  const token = TOKEN.exec(request.headers.get('authorization') ?? '')?.[1]
  if (token === undefined) throw new DropError('not-found')
  return token
}

/** An upload ticket, which is a bearer token of its own kind. Errors: `ticket-wrong`. */
export function readTicket(request: Request): string {
  const parsed = ticketField.safeParse(/^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1])
  if (!parsed.success) throw new DropError('ticket-wrong')
  return parsed.data
}

/** For clients that do not read our bodies. `at` is Unix ms. */
function retryAfter(status: number, at: number | undefined): Record<string, string> {
  if (status !== 429 || at === undefined) return {}
  return { 'retry-after': String(Math.max(1, Math.ceil((at - Date.now()) / 1000))) }
}

/** What counting and logging need of a request. */
export type Asked = Pick<Request, 'method' | 'headers'>

/**
 * Runs a handler and answers its failures by the one table. The log hears of 5xx: route, code and kinds of causes; at
 * `debug` of every request.
 */
export async function answering(route: string, handler: () => Promise<Response>, request?: Asked): Promise<Response> {
  const began = performance.now()
  const answered = (status: number) => {
    const ms = Math.round(performance.now() - began)
    const counted = { route, method: request?.method ?? 'GET', status, ms }
    countRequest(counted)
    return counted
  }
  try {
    const response = await handler()
    logRequest(answered(response.status))
    return response
  } catch (error) {
    const { status, body } = toErrorResponse(error)
    countError(body.code)
    if (status >= 500) logFailedRequest(answered(status), body.code, error)
    else logRequest(answered(status), body.code)
    return Response.json(body, { status, headers: { ...NO_STORE, ...retryAfter(status, body.at) } })
  }
}

/** The bytes of the client of a request; `null` where they are not counted. */
export async function meterOf(direction: 'sent' | 'received', request: Request): Promise<ByteMeter> {
  return (await server()).limits.bytes(direction, request)
}

/** Does `work`. Whoever tries out tickets may do so less often than ask for anything else. */
async function heeding<T>(limits: ClientLimits, request: Request, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isDropError(error, 'ticket-wrong')) await limits.request(request, WRONG_TICKET - 1)
    throw error
  }
}

/**
 * A JSON route over the use cases: `route` is its pattern, for the log; it counts as so many requests of its client.
 */
export function apiRoute<P>(
  route: string,
  handler: (deps: ServerDeps, request: Request, params: P) => Promise<object | undefined>,
  countsAs = 1,
) {
  return (request: Request, context: { params: Promise<P> }): Promise<Response> =>
    answering(
      route,
      async () => {
        const { deps, limits } = await server()
        await limits.request(request, countsAs)
        const body = await heeding(limits, request, async () => handler(deps, request, await context.params))
        return body === undefined
          ? new Response(null, { status: 204, headers: NO_STORE })
          : Response.json(body, { headers: NO_STORE })
      },
      request,
    )
}
