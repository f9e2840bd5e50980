import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { routes } from '../../scripts/api-docs/routes.ts'
import { liveDrop, newDrop, openTestServer, type TestServer } from '../server/server.fixture.ts'
import { readSettings } from '../server/settings.ts'
import { type AnswerEarly, openApi } from './api-past-next.ts'
import { readKnownRoutes } from './known-routes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** One connection for all requests: what is left in it of one is in the way of the next. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let api: AnswerEarly
let testServer: TestServer
let http: Server
let port: number
let connections = 0
beforeAll(async () => {
  testServer = await openTestServer()
  const rest = {
    blobEndpoint: null,
    limits: { request: () => Promise.resolve(), bytes: () => null },
    onNudge: () => {},
  }
  const settings = readSettings({ NODE_ENV: 'test' })
  globalThis.snowdropServer = Promise.resolve({ settings, deps: testServer.deps, ...rest })
  api = await openApi(readKnownRoutes(root))
  http = createServer((message, response) => {
    response.setHeader('x-before', 'kept')
    const [path = '', query] = (message.url ?? '').split('?', 2)
    if (query === 'unfit') message.headers['x-unfit'] = 'a\nb'
    if (!api(message, response, path)) response.writeHead(418).end()
  })
  http.on('connection', () => (connections += 1))
  await once(http.listen(0, '127.0.0.1'), 'listening')
  port = (http.address() as AddressInfo).port
})
afterAll(async () => {
  agent.destroy()
  http.close()
  globalThis.snowdropServer = undefined
  await testServer.close()
})

async function ask(method: string, path: string, { token, body }: { token?: string; body?: string } = {}) {
  const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }) }
  const asked = request({ host: '127.0.0.1', port, agent, method, path: `/api/v1${path}`, headers })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

test.each(routes.map(({ method, path }) => [method, path] as const))('%s %s is answered', async (method, path) => {
  const named = path.replaceAll(/:\w+/g, 'AAAAAAAAAAAAAAAAAAAAAA')
  expect((await ask(method, named)).status).not.toBe(418)
})

test.each([
  ['POST', '/config'],
  ['OPTIONS', '/drops'],
  ['GET', '/config/'],
  ['GET', '//config'],
  ['GET', '/nothing'],
  ['GET', '/links/AAAAAAAAAAAAAAAAAAAAAA/more'],
])('%s %s is left to others', async (method, path) => {
  expect((await ask(method, path)).status).toBe(418)
})

test('status, headers, body and its length go as the route answers them, beside what was set before', async () => {
  const { status, headers, body } = await ask('GET', '/config?x=y')
  expect(status).toBe(200)
  expect(JSON.parse(body)).toMatchObject({ name: 'Snowdrop' })
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-before': 'kept', 'content-type': 'application/json' })
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
})

test('HEAD hears what GET does, without the body', async () => {
  const { status, headers, body } = await ask('HEAD', '/config')
  expect([status, headers['content-type'], body]).toEqual([200, 'application/json', ''])
})

test('what is encoded in the path comes to the route as it is meant', async () => {
  const { locator } = await liveDrop(testServer)
  const encoded = locator.replaceAll(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  expect(JSON.parse((await ask('GET', `/links/${encoded}`)).body)).toMatchObject({ state: 'live' })
  expect((await ask('GET', `/links/${locator}%2Fmore`)).status).toBe(404)
})

test('what stands in the path, the token and the body come to the route', async () => {
  const { begin, owner } = await newDrop()
  expect(await ask('POST', '/drops', { body: JSON.stringify(begin) })).toMatchObject({ status: 200 })
  const shown = await ask('GET', `/drops/${begin.id}`, { token: owner.token })
  expect(JSON.parse(shown.body)).toMatchObject({ state: 'uploading' })
  const drop = await liveDrop(testServer)
  expect(JSON.parse((await ask('GET', `/links/${drop.locator}`)).body)).toMatchObject({ state: 'live' })
  const ended = await ask('DELETE', `/drops/${drop.id}`, { token: drop.owner })
  expect([ended.status, ended.body]).toEqual([204, ''])
})

test('bodies that no route reads, or not to their end, leave the connection to the next request', async () => {
  await ask('GET', '/config')
  const before = connections
  for (const length of [10, 100_000, 1_000_000]) {
    expect((await ask('POST', '/links/AAAAAAAAAAAAAAAAAAAAAA/open', { body: 'x'.repeat(length) })).status).toBe(404)
    expect((await ask('POST', '/drops', { body: 'x'.repeat(length) })).status).toBe(400)
  }
  expect((await ask('POST', '/drops', { body: ' '.repeat(2_000_000) })).status).toBe(413)
  expect((await ask('GET', '/config')).status).toBe(200)
  expect(connections).toBe(before)
})

test('whoever hangs up in the middle of a body does not trouble anybody else', async () => {
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /api/v1/drops HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{')
  await once(http, 'request')
  socket.destroy()
  expect((await ask('GET', '/config')).status).toBe(200)
})

test('whoever hangs up before the answer is no failure', async () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /api/v1/config HTTP/1.1\r\nhost: x\r\n\r\n')
  const [, response] = (await once(http, 'request')) as [IncomingMessage, ServerResponse]
  response.destroy()
  expect((await ask('GET', '/config')).status).toBe(200)
  expect(written).not.toHaveBeenCalled()
  written.mockRestore()
  socket.destroy()
})

test('a request that cannot be put to a route is told of in the log and not left waiting', async () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await expect(ask('GET', '/config?unfit')).rejects.toThrow('socket hang up')
  expect(written.mock.calls).toEqual([[expect.stringMatching(/a request without an answer: TypeError\W*$/)]])
  written.mockRestore()
  expect((await ask('GET', '/config')).status).toBe(200)
})
