import type { IncomingMessage } from 'node:http'
import { DropError } from '../format/drop-error.ts'
import type { AnswerEarly } from './api-past-next.ts'
import { type Asked, answering } from './api-route.ts'
import { canBeDecoded } from './decodable.ts'
import { giveUp } from './give-up.ts'
import { findRoute, type KnownRoute } from './known-routes.ts'
import { server } from './wiring.ts'
import { headersOf, writeAnswer } from './write-answer.ts'

const ROUTED = /^\/(?:api|blobs)\//
/** Next leads from here to the path without the slash that is too many. */
const TOO_MANY_SLASHES = /\/$|\/\//
/** What log and metrics call a path that is none of ours, whatever stands in it. */
const UNKNOWN = 'unknown'

/** What is no part of the API's version is asked by the operator's own machines. Errors: those of the limits. */
async function count(route: KnownRoute | undefined, asked: Asked): Promise<void> {
  if (route !== undefined && route.segments[1] !== 'v1') return
  await (await server()).limits.request(asked)
}

async function refuse(route: KnownRoute | undefined, message: IncomingMessage, path: string): Promise<Response> {
  const { method = '' } = message
  const asked: Asked = { method, headers: headersOf(message) }
  const answer = async () => {
    await count(route, asked)
    if (!canBeDecoded(path)) throw new DropError('bad-request', { subject: 'path' })
    if (route === undefined) throw new DropError('not-found', { subject: 'path' })
    if (method !== 'OPTIONS') throw new DropError('method-not-allowed')
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  }
  const answered = await answering(route?.name ?? UNKNOWN, answer, asked)
  if (route !== undefined) answered.headers.set('allow', route.methods.join(', '))
  return answered
}

/**
 * Answers what the API and stored bytes have no route for, as all their failures are: Next has a page for it, and names
 * no methods (RFC 9110, 15.5.6). OPTIONS is answered here, too, as no route has it. `known` is asked for all routes with
 * each request.
 */
export function refuseUnrouted(known: () => readonly KnownRoute[]): AnswerEarly {
  return (message, response, path) => {
    if (!ROUTED.test(path)) return false
    const isText = canBeDecoded(path)
    if (isText && TOO_MANY_SLASHES.test(path)) return false
    const { method = '' } = message
    const route = findRoute(known(), path)
    if (isText && method !== 'OPTIONS' && route?.methods.includes(method)) return false
    refuse(route, message, path)
      .then((answer) => writeAnswer(answer, response))
      .catch(giveUp(response))
    return true
  }
}
