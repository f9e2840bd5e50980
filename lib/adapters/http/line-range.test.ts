import { createHash } from 'node:crypto'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { listen } from '../../ports/listen.fixture.ts'
import { createFetchRange, type FetchRange } from './fetch-range.ts'
import { SEALED_CHUNK } from './line.ts'
import { createLineRange } from './line-range.ts'

/** A certificate for localhost that nobody trusts outside these tests. */
const cert = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUCRoYATQldljTRrQUItfJg7dZiTAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODE4MDAwNVoYDzIxMjYxMTA0
MTgwMDA1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATfsgX20sd09xUdy06m3+M5ehUTw3c5abNScWTZ3KdVN7KOPrQOZD05
5sANGXwlPyxfyjkcPGFenyd4O7lo1E/ko2kwZzAdBgNVHQ4EFgQU2b5cykYzSKnv
k6SFOkRH8L3GAMIwHwYDVR0jBBgwFoAU2b5cykYzSKnvk6SFOkRH8L3GAMIwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgCRgrw9+k2e/fhTzXiuqn6mgMKkXpKqw94cd6SNKejH0CIEFOkHr8IC9x
1S8zzvV1jzHHdtTSxCLs5IGun0T7kJt3
-----END CERTIFICATE-----`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcLBzJA7ivTIOl4sE
LrVc460IfZIfS6VIPQe56tlY+5WhRANCAATfsgX20sd09xUdy06m3+M5ehUTw3c5
abNScWTZ3KdVN7KOPrQOZD055sANGXwlPyxfyjkcPGFenyd4O7lo1E/k
-----END PRIVATE KEY-----`

const NEVER = new AbortController().signal

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(server: Server): Promise<string> {
  const { origin, close } = await listen(server)
  closers.push(close)
  return origin
}

/** Ranges by lines, and what was left to the other way. */
function linesTo(base: string, stallMs = 5000) {
  const left: string[] = []
  let now = 0
  const otherwise: FetchRange = async function* ({ url }) {
    left.push(url)
    yield await Promise.resolve(new Uint8Array([79]))
  }
  const range = createLineRange(base, stallMs, () => now, otherwise)
  const text = async (length: number, headers: Record<string, string> = {}, url = '/blob?sig=a%2Fb') => {
    let out = ''
    const grant = { url, headers, offset: 0, length }
    for await (const piece of range(grant, new AbortController().signal)) out += Buffer.from(piece).toString('latin1')
    return out
  }
  return { text, left, wait: (ms: number) => (now += ms) }
}

const hello: RequestListener = (_, response) => response.writeHead(206, { 'content-length': 5 }).end('hello')

test('one line serves range after range, and another one what is asked at the same time', async () => {
  let connections = 0
  const server = createServer(hello).on('connection', () => (connections += 1))
  const { text, left, wait } = linesTo(await serve(server))
  for (let time = 0; time < 3; time += 1) expect(await text(5)).toBe('hello')
  expect(connections).toBe(1)
  expect(await Promise.all([text(5), text(5)])).toEqual(['hello', 'hello'])
  expect(connections).toBe(2)
  wait(60_000)
  expect(await text(5)).toBe('hello')
  expect(connections).toBe(3)
  expect(left).toEqual([])
})

test.each([
  ['quick', 0, 4],
  ['slow', 60, 1],
])('a %s line hands on what came within 50 ms', async (_, stepMs, most) => {
  const body = Buffer.alloc(20 * SEALED_CHUNK, 'abc')
  const base = await serve(
    createServer((__, response) => response.writeHead(206, { 'content-length': body.length }).end(body)),
  )
  let now = 0
  const never: FetchRange = () => {
    throw new Error('it is a plain answer')
  }
  const range = createLineRange(base, 5000, () => (now += stepMs), never)
  const lengths: number[] = []
  const digest = createHash('sha256')
  for await (const piece of range({ url: '/', headers: {}, offset: 0, length: body.length }, NEVER)) {
    lengths.push(piece.length)
    digest.update(piece)
  }
  expect(digest.digest('hex')).toBe(createHash('sha256').update(body).digest('hex'))
  expect(Math.max(...lengths)).toBe(most * SEALED_CHUNK)
})

test('the request is the grant: path, query, headers and host', async () => {
  let seen: unknown
  const origin = await serve(
    createServer((request, response) => {
      seen = [request.method, request.url, request.headers.range, request.headers.host]
      hello(request, response)
    }),
  )
  await linesTo(origin).text(5, { range: 'bytes=0-4' })
  expect(seen).toEqual(['GET', '/blob?sig=a%2Fb', 'bytes=0-4', new URL(origin).host])
})

test('a line that the other side ended while it rested costs nothing', async () => {
  const server = createServer(hello)
  const { text } = linesTo(await serve(server))
  expect(await text(5)).toBe('hello')
  server.closeAllConnections()
  expect(await text(5)).toBe('hello')
})

test.each<[string, (response: ServerResponse) => unknown]>([
  ['comes in pieces', (response) => response.writeHead(206).end('hello')],
  ['is coded', (response) => response.writeHead(206, { 'content-encoding': 'gzip', 'content-length': 5 }).end('hello')],
  ['leads elsewhere', (response) => response.writeHead(307, { location: '/there', 'content-length': 0 }).end()],
  ['is a refusal', (response) => response.writeHead(403, { 'content-length': 2 }).end('no')],
])('an answer that %s is left to the other way', async (_, answer) => {
  const { text, left } = linesTo(await serve(createServer((__, response) => answer(response))))
  expect(await text(5)).toBe('O')
  expect(left).toHaveLength(1)
})

test('so are headers that could end their line, and a name with a password', async () => {
  const { text, left } = linesTo('http://127.0.0.1:9')
  expect(await text(5, { range: 'bytes=0-4\r\nx: y' })).toBe('O')
  expect(await text(5, { 'a b': 'c' })).toBe('O')
  expect(await text(5, {}, 'http://name:word@127.0.0.1:9/')).toBe('O')
  expect(await text(5, { Host: 'elsewhere' })).toBe('O')
  expect(await text(5, {}, 'ftp://127.0.0.1:9/')).toBe('O')
  expect(left).toHaveLength(5)
})

/** Answers with these bytes, in two writes cut after `cut` of them. */
async function serveBytes(answer: string, cut: number): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.setNoDelay(true)
    socket.once('data', () => {
      socket.write(answer.slice(0, cut), 'latin1')
      setTimeout(() => socket.end(answer.slice(cut), 'latin1'), 5)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => void server.close(() => resolve())))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
}

test('a head may come cut anywhere', async () => {
  const answer = 'HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'
  for (let cut = 1; cut < answer.length; cut += 1)
    expect(await linesTo(await serveBytes(answer, cut)).text(5)).toBe('hello')
})

test.each([
  ['ends within the head', 'HTTP/1.1 206 OK\r\nContent-Le'],
  ['ends within the body', 'HTTP/1.1 206 OK\r\nContent-Length: 5\r\n\r\nhel'],
  ['says less than was granted', 'HTTP/1.1 206 OK\r\nContent-Length: 3\r\n\r\nhel'],
  ['goes on after what it said', 'HTTP/1.1 206 OK\r\nContent-Length: 5\r\n\r\nhello!'],
])('an answer that %s is a broken line', async (_, answer) => {
  await expect(linesTo(await serveBytes(answer, answer.length)).text(5)).rejects.toMatchObject({ code: 'network' })
})

test.each([
  ['two lengths', 'HTTP/1.1 206 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
  ['a length and pieces', 'HTTP/1.1 206 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello'],
  ['a field without a name', 'HTTP/1.1 206 OK\r\n: 5\r\nContent-Length: 5\r\n\r\nhello'],
  ['another protocol', 'HTTP/2 206\r\nContent-Length: 5\r\n\r\nhello'],
  ['an endless head', `HTTP/1.1 206 OK\r\nx: ${'y'.repeat(70_000)}`],
])('an answer with %s is left to the other way', async (_, answer) => {
  const { text, left } = linesTo(await serveBytes(answer, 40))
  expect(await text(5)).toBe('O')
  expect(left).toHaveLength(1)
})

test('a body comes in pieces that end where chunks do, however it was cut, and what came before it broke is handed on', async () => {
  const body = Buffer.from(Uint8Array.from({ length: 2_500_000 }, (_, at) => at % 251))
  const server = createServer((_, response) => {
    response.writeHead(206, { 'content-length': body.length })
    for (let at = 0; at < 2_300_000; at += 10_000) response.write(body.subarray(at, at + 10_000))
    setTimeout(() => response.destroy(), 50)
  })
  const range = createLineRange(await serve(server), 5000, () => 0, createFetchRange(fetch, '', 5000))
  const grant = { url: '/', headers: {}, offset: 0, length: body.length }
  const [pieces, ends]: [Buffer[], number[]] = [[], []]
  const read = async () => {
    for await (const piece of range(grant, new AbortController().signal)) {
      pieces.push(Buffer.from(piece))
      ends.push((ends.at(-1) ?? 0) + piece.length)
    }
  }
  await expect(read()).rejects.toMatchObject({ code: 'network' })
  expect(Buffer.concat(pieces).equals(body.subarray(0, 2_300_000))).toBe(true)
  expect(ends.filter((end) => end > 16_384)).toEqual([2 * SEALED_CHUNK, 6 * SEALED_CHUNK, 2_300_000])
})

/** Does `work` while the certificate is trusted. */
async function trusting(work: () => Promise<void>): Promise<void> {
  const before = getCACertificates()
  setDefaultCACertificates([...before, cert])
  try {
    await work()
  } finally {
    setDefaultCACertificates(before)
  }
}

/** Answers by `body`; an address without the certificate's name leads there too. */
async function serveSecurely(body: Buffer): Promise<string> {
  const server = createSecureServer({ key, cert }, (_, response) =>
    response.writeHead(200, { 'content-length': body.length }).end(body),
  )
  return (await serve(server)).replace('http://127.0.0.1', 'https://localhost')
}

test('https is verified', async () => {
  const body = Buffer.alloc(3_000_000, 7)
  const origin = await serveSecurely(body)
  await expect(linesTo(origin).text(body.length)).rejects.toMatchObject({ code: 'network' })
  await trusting(async () => {
    expect(await linesTo(origin).text(body.length)).toHaveLength(body.length)
    const elsewhere = origin.replace('localhost', '127.0.0.1')
    await expect(linesTo(elsewhere).text(body.length)).rejects.toMatchObject({ code: 'network' })
  })
})

test('over https too a piece stays what it was until the next one is asked for', async () => {
  const body = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, at) => at % 251))
  const range = createLineRange(await serveSecurely(body), 5000, Date.now, createFetchRange(fetch, '', 5000))
  const pieces: Buffer[] = []
  await trusting(async () => {
    const grant = { url: '/', headers: {}, offset: 0, length: body.length }
    for await (const piece of range(grant, new AbortController().signal)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      pieces.push(Buffer.from(piece))
    }
  })
  expect(Buffer.concat(pieces).equals(body)).toBe(true)
})
