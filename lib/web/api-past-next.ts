import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'
import { giveUp } from './give-up.ts'
import { findRoute, type KnownRoute, paramsOf } from './known-routes.ts'
import { headersOf, writeAnswer } from './write-answer.ts'

type Params = Record<string, string>
type Handler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>

/** What a `route.ts` answers by method. */
type Handlers = ReadonlyMap<string, Handler>

/** Answers a request where that is its to do, and says whether it is. `path` stands under no base path. */
export type AnswerEarly = (message: IncomingMessage, response: ServerResponse, path: string) => boolean

async function loadHandlers({ file, methods }: KnownRoute): Promise<Handlers> {
  const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, Handler | undefined>>
  const handlers = methods.flatMap((method) => {
    const handler = module[method === 'HEAD' ? 'GET' : method]
    return handler === undefined ? [] : [[method, handler] as const]
  })
  return new Map(handlers)
}

/**
 * A body that is taken out of its message only when a route reads it: Node itself does away with what nobody began to
 * read, so that the connection can bring the next request.
 */
function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array, undefined> = message.iterator({ destroyOnReturn: false })
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const { done, value } = await pieces.next()
    if (done === true) controller.close()
    else controller.enqueue(value)
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}

function requestOf(message: IncomingMessage): Request {
  const { method = '', url = '' } = message
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(message)
  const init: RequestInit & { readonly duplex: 'half' } = { method, headers: headersOf(message), body, duplex: 'half' }
  return new Request(`http://localhost${url}`, init)
}

async function call(handler: Handler, route: KnownRoute, message: IncomingMessage, path: string): Promise<Response> {
  return handler(requestOf(message), { params: Promise.resolve(paramsOf(route, path)) })
}

/**
 * [Note: API past Next] A route of ours is a function from `Request` to `Response`, and Node can call it. What Next does
 * around it (spans, stores of its own, streams, compression) needs more of the processor than most answers, so the
 * server calls the API's routes itself: see docs/decisions/019-the-api-is-answered-past-next.md. In development all are
 * left to Next, as Next loads again what was edited.
 *
 * Loads the API's routes among all that are known.
 */
export async function openApi(known: readonly KnownRoute[]): Promise<AnswerEarly> {
  const routes = known.filter(({ segments }) => segments[1] === 'v1')
  const loading = routes.map(async (route) => [route, await loadHandlers(route)] as const)
  const handlers = new Map(await Promise.all(loading))
  return (message, response, path) => {
    const route = findRoute(routes, path)
    if (route === undefined) return false
    const handler = handlers.get(route)?.get(message.method ?? '')
    if (handler === undefined) return false
    call(handler, route, message, path)
      .then((answer) => writeAnswer(answer, response))
      .catch(giveUp(response))
    return true
  }
}
