import { globSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { giveUp } from './give-up.ts'

type Params = Record<string, string>
type Handler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>

/** A `route.ts`: what it answers by method, and where. */
interface Route {
  readonly pattern: RegExp
  readonly handlers: ReadonlyMap<string, Handler>
}

/** Answers a request that a route of the API fits, and says whether one does. `path` stands under no base path. */
export type AnswerApi = (message: IncomingMessage, response: ServerResponse, path: string) => boolean

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE']

async function loadRoute(folder: string, file: string): Promise<Route> {
  const path = dirname(file).replaceAll('\\', '/')
  const module = (await import(pathToFileURL(join(folder, file)).href)) as Readonly<Record<string, Handler | undefined>>
  return {
    // No identifier of ours has to be decoded.
    pattern: new RegExp(`^/api/v1/${path.replaceAll(/\[(\w+)\]/g, '(?<$1>[\\w-]+)')}$`),
    handlers: new Map(METHODS.flatMap((method) => (module[method] === undefined ? [] : [[method, module[method]]]))),
  }
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
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)] as const)
  const body = method === 'GET' ? null : bodyOf(message)
  const init: RequestInit & { readonly duplex: 'half' } = {
    method,
    headers: Object.fromEntries(headers),
    body,
    duplex: 'half',
  }
  return new Request(`http://localhost${url}`, init)
}

async function call(handler: Handler, params: Params, message: IncomingMessage, response: ServerResponse) {
  const answer = await handler(requestOf(message), { params: Promise.resolve(params) })
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) response.setHeader(name, value)
  response.end(Buffer.from(await answer.arrayBuffer()))
}

/**
 * [Note: API past Next] A route of ours is a function from `Request` to `Response`, and Node can call it. What Next does
 * around it (spans, stores of its own, streams, compression) needs more of the processor than most answers, so the
 * server calls the API's routes itself: see docs/decisions/019-the-api-is-answered-past-next.md. What none fits, such as
 * another method or a slash at the end, is left to Next, and in development everything is, as Next loads again what was
 * edited.
 *
 * Loads the routes of the project in `root`.
 */
export async function openApi(root: string): Promise<AnswerApi> {
  const folder = join(root, 'app/api/v1')
  const routes = await Promise.all(globSync('**/route.ts', { cwd: folder }).map((file) => loadRoute(folder, file)))
  return (message, response, path) => {
    const route = routes.find(({ pattern }) => pattern.test(path))
    const handler = route?.handlers.get(message.method ?? '')
    if (handler === undefined) return false
    const params = { ...route?.pattern.exec(path)?.groups }
    call(handler, params, message, response).catch(giveUp(response))
    return true
  }
}
