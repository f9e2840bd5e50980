import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
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

const large = Array.from({ length: 64 }, (_, at) => new Uint8Array(2 ** 20).fill(at + 1))
const LARGE = 64 * 2 ** 20

/** Storage that answers at once, before it takes the body, and holds the connection. */
async function serveEarly(status: string): Promise<{ base: string; answered: Promise<Socket>; close: () => void }> {
  const answered = Promise.withResolvers<Socket>()
  const early = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.pause()
      socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`, () => answered.resolve(socket))
    })
  })
  await new Promise<void>((resolve) => early.listen(0, '127.0.0.1', resolve))
  const address = early.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { base: `http://127.0.0.1:${address.port}`, answered: answered.promise, close: () => early.close() }
}

test('a part is stored once every byte was taken, however early storage says so: only then its memory may go', async () => {
  const { base, answered, close } = await serveEarly('200 OK')
  const seen: string[] = []
  const done = createPutPartByNode(base)(grant('/x'), large, never).then(() => seen.push('stored'))
  const socket = await answered
  await new Promise((resolve) => setTimeout(resolve, 200))
  seen.push('taking')
  socket.resume()
  await done
  socket.destroy()
  close()
  expect(seen).toEqual(['taking', 'stored'])
})

test('storage that answers well and ends the connection amid the bytes is no network', async () => {
  const { base, answered, close } = await serveEarly('200 OK')
  const put = createPutPartByNode(base)(grant('/x'), large, never)
  void answered.then((socket) => setTimeout(() => socket.destroy(), 50))
  await expect(put).rejects.toMatchObject({ code: 'network' })
  close()
})

test('what is refused amid the bytes is sent no further, as a later try frees them', async () => {
  const { base, answered, close } = await serveEarly('403 Forbidden')
  const put = createPutPartByNode(base)(grant('/x'), large, never)
  await expect(put).rejects.toMatchObject({ code: 'grant-ended' })
  const socket = await answered
  const over = Promise.withResolvers()
  socket.on('data', () => {
    if (socket.bytesRead >= LARGE) over.resolve(null)
  })
  socket.on('close', () => over.resolve(null))
  socket.resume()
  await over.promise
  socket.destroy()
  close()
  expect(socket.bytesRead).toBeLessThan(LARGE)
})
