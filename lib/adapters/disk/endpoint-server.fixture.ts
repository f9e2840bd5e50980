import { createServer, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { listen } from '../../ports/listen.fixture.ts'
import { toErrorResponse } from '../../wire/errors.ts'
import type { BlobEndpoint } from './blob-endpoint.ts'

function toRequest(message: IncomingMessage): Request {
  const { host = '', ...headers } = message.headers
  const hasBody = message.method !== 'GET' && message.method !== 'HEAD'
  return new Request(`http://${host}${message.url ?? ''}`, {
    method: message.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(message) as ReadableStream<Uint8Array<ArrayBuffer>>, duplex: 'half' }),
  })
}

async function answer(endpoint: BlobEndpoint, request: Request): Promise<Response> {
  const [, blobs, key = '', parts, number = ''] = new URL(request.url).pathname.split('/')
  try {
    if (blobs === 'blobs' && parts === 'parts' && request.method === 'PUT')
      return await endpoint.put(request, key, number)
    if (blobs === 'blobs' && parts === undefined && request.method !== 'PUT') return await endpoint.get(request, key)
    return new Response(null, { status: 405 })
  } catch (error) {
    const { status, body } = toErrorResponse(error)
    return Response.json(body, { status })
  }
}

/** Serves `endpoint` on a free port as the app's routes do, for tests. */
export function serveEndpoint(endpoint: BlobEndpoint) {
  const server = createServer((message, reply) => {
    void answer(endpoint, toRequest(message)).then(async (response) => {
      reply.writeHead(response.status, Object.fromEntries(response.headers))
      if (response.body === null) reply.end()
      // A reader that goes away cancels the body.
      else await pipeline(Readable.fromWeb(response.body as NodeReadableStream), reply).catch(() => undefined)
    })
  })
  return listen(server)
}
