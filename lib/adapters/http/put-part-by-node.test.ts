import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { createPutPartByNode } from './put-part-by-node.ts'

const never = new AbortController().signal
const chunks = Array.from({ length: 65 }, (_, at) => new Uint8Array(at === 64 ? 17 : 4096).fill(at))
const grant = (url: string) => ({ number: 1, url, headers: { 'x-a': 'b' } })

let server: Server | null = null
afterEach(() => void server?.close())

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const started = createServer(answer)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const address = started.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

test('all chunks arrive as one body of the exact length, with the headers of the grant, twice over one connection', async () => {
  const seen: unknown[] = []
  const sockets = new Set<unknown>()
  const base = await serve((request, response) => {
    sockets.add(request.socket)
    void buffer(request).then((body) => {
      const { method, url, headers } = request
      seen.push([method, url, headers['x-a'], headers['content-length'], headers['transfer-encoding'], body])
      response.end()
    })
  })
  const put = createPutPartByNode(base)
  await put(grant('/blobs/x?sig=1'), chunks, never)
  await put(grant(`${base}/blobs/x?sig=1`), chunks, never)
  const whole = Buffer.concat(chunks)
  const once = ['PUT', '/blobs/x?sig=1', 'b', String(whole.length), undefined, whole]
  expect(seen).toEqual([once, once])
  expect(sockets.size).toBe(1)
})

test.each([
  [403, '<Error/>', 'grant-ended'],
  [404, '<Error/>', 'unavailable'],
  [503, '', 'unavailable'],
  [507, JSON.stringify({ code: 'storage-full', message: '' }), 'storage-full'],
])('%i with %j is %s', async (status, body, code) => {
  const base = await serve((request, response) => {
    request.resume().once('end', () => response.writeHead(status).end(body))
  })
  await expect(createPutPartByNode(base)(grant('/x'), chunks, never)).rejects.toMatchObject({ code })
})

test('a connection that is refused, or breaks, is no network', async () => {
  const base = await serve((request) => request.socket.destroy())
  await expect(createPutPartByNode(base)(grant('/x'), chunks, never)).rejects.toMatchObject({ code: 'network' })
  const closed = createPutPartByNode('http://127.0.0.1:9')
  await expect(closed(grant('/x'), chunks, never)).rejects.toMatchObject({ code: 'network' })
})

test('a PUT that is cancelled says so, before it began and in the middle', async () => {
  const stop = new AbortController()
  const base = await serve(() => stop.abort())
  await expect(createPutPartByNode(base)(grant('/x'), chunks, stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
  await expect(createPutPartByNode(base)(grant('/x'), chunks, stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
})
