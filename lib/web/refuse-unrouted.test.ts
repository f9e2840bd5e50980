import { once } from 'node:events'
import { createServer, type IncomingMessage, METHODS, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { GET as getMetrics } from '../../app/api/metrics/route.ts'
import { DropError } from '../format/drop-error.ts'
import { openTestServer, type TestServer } from '../server/server.fixture.ts'
import { readSettings } from '../server/settings.ts'
import type { AnswerEarly } from './api-past-next.ts'
import { type KnownRoute, readKnownRoutes } from './known-routes.ts'
import { refuseUnrouted } from './refuse-unrouted.ts'

const routes = readKnownRoutes(fileURLToPath(new URL('../..', import.meta.url)))
let refuse: AnswerEarly = refuseUnrouted(() => routes)
let testServer: TestServer
let http: Server
let limit: () => Promise<void> = () => Promise.resolve()
let counted = 0
beforeAll(async () => {
  testServer = await openTestServer()
  const take = () => {
    counted += 1
    return limit()
  }
  const rest = { blobEndpoint: null, limits: { request: take, bytes: () => null }, onNudge: () => {} }
  const settings = readSettings({ NODE_ENV: 'test' })
  globalThis.snowdropServer = Promise.resolve({ settings, deps: testServer.deps, ...rest })
  http = createServer((message, response) => {
    response.setHeader('x-before', 'kept')
    if (!refuse(message, response, message.url ?? '')) response.writeHead(418).end()
  })
  await once(http.listen(0, '127.0.0.1'), 'listening')
})
afterEach(() => {
  limit = () => Promise.resolve()
  counted = 0
  refuse = refuseUnrouted(() => routes)
})
afterAll(async () => {
  http.close()
  globalThis.snowdropServer = undefined
  await testServer.close()
})

async function ask(method: string, path: string) {
  const { port } = http.address() as AddressInfo
  const asked = request({ host: '127.0.0.1', port, agent: false, method, path })
  asked.end(method === 'POST' ? 'x'.repeat(100_000) : undefined)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const body = await text(answer)
  return { status: answer.statusCode, headers: answer.headers, body: body === '' ? null : (JSON.parse(body) as object) }
}

test.each([
  ['GET', '/api/nothing'],
  ['GET', '/api/v1'],
  ['POST', '/api/v1/nothing'],
  ['OPTIONS', '/api/v1/nothing'],
  ['TRACE', '/api/v1/nothing'],
  ['GET', '/api/v1/config.txt'],
  ['GET', '/blobs/x/nothing'],
])('%s %s is not found', async (method, path) => {
  const { status, headers, body } = await ask(method, path)
  expect([status, body]).toEqual([404, { code: 'not-found', message: 'not-found: path', subject: 'path' }])
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-before': 'kept',
  })
  expect(headers.allow).toBeUndefined()
})

test.each([
  ['POST', '/api/v1/config', 'GET, HEAD, OPTIONS'],
  ['GET', '/api/v1/drops', 'POST, OPTIONS'],
  ['TRACE', '/api/v1/drops/x', 'GET, DELETE, HEAD, OPTIONS'],
  ['PROPFIND', '/api/v1/drops/x/links/y', 'PATCH, DELETE, OPTIONS'],
  ['DELETE', '/api/health/live', 'GET, HEAD, OPTIONS'],
  ['GET', '/blobs/x/parts/1', 'PUT, OPTIONS'],
])('%s %s is no method of it, and hears which are', async (method, path, allow) => {
  const { status, headers, body } = await ask(method, path)
  expect([status, headers.allow]).toEqual([405, allow])
  expect(body).toEqual({ code: 'method-not-allowed', message: 'method-not-allowed' })
})

test('HEAD hears the same without the body', async () => {
  const [unknown, other] = [await ask('HEAD', '/api/nothing'), await ask('HEAD', '/api/v1/drops')]
  expect([unknown.status, unknown.body]).toEqual([404, null])
  expect([other.status, other.body, other.headers.allow]).toEqual([405, null, 'POST, OPTIONS'])
})

test('OPTIONS hears which methods a path has', async () => {
  const { status, headers, body } = await ask('OPTIONS', '/api/v1/drops/x')
  expect([status, headers.allow, body]).toEqual([204, 'GET, DELETE, HEAD, OPTIONS', null])
})

test.each(['/api/v1/links/%c0%80', '/api/%zz/', '/blobs/%'])('%s is no path', async (path) => {
  const { status, body } = await ask('GET', path)
  expect([status, body]).toMatchObject([400, { code: 'bad-request', subject: 'path' }])
})

test.each([
  ['GET', '/api/v1/config'],
  ['HEAD', '/api/v1/config'],
  ['PATCH', '/api/v1/drops/x/links/%41'],
  ['GET', '/api/instance/logo'],
  ['PUT', '/blobs/x/parts/1'],
  ['GET', '/api/v1/config/'],
  ['GET', '/api//v1/config'],
  ['GET', '/api'],
  ['GET', '/apis/nothing'],
  ['POST', '/d'],
])('%s %s is left to others', async (method, path) => {
  expect((await ask(method, path)).status).toBe(418)
})

test('whoever tries out paths and methods is counted as for anything else, and whoever looks after the instance not', async () => {
  limit = () => Promise.reject(new DropError('too-many-requests', { subject: 'requests', at: Date.now() + 5000 }))
  for (const [method, path] of [
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/nothing'],
    ['PUT', '/api/v1/drops'],
    ['OPTIONS', '/api/v1/drops'],
  ] as const) {
    const { status, headers, body } = await ask(method, path)
    expect([status, body]).toMatchObject([429, { code: 'too-many-requests' }])
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  }
  expect(counted).toBe(4)
  expect((await ask('POST', '/api/health/ready')).status).toBe(405)
  expect(counted).toBe(4)
})

test('metrics know the path by its pattern, and one that there is not by a name for all of them', async () => {
  await ask('PUT', '/api/v1/leases/AAAAAAAAAAAAAAAAAAAAAA')
  await ask('PUT', '/api/v1/AAAAAAAAAAAAAAAAAAAAAA')
  const metrics = await (await getMetrics()).text()
  expect(metrics).toContain('snowdrop_request_seconds_count{route="leases/:id",method="PUT",status="405"} 1')
  expect(metrics).toContain('snowdrop_request_seconds_count{route="unknown",method="PUT",status="404"} 1')
  expect(metrics).toContain('snowdrop_errors_total{code="method-not-allowed"}')
  expect(metrics).not.toContain('AAAAAAAA')
})

test('metrics have one name for all methods that no path has, whichever Node may read', async () => {
  const others = METHODS.filter((method) => !/^(?:CONNECT|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method))
  for (const method of others) expect((await ask(method, '/api/v1/config')).status).toBe(405)
  const metrics = await (await getMetrics()).text()
  const named = metrics.matchAll(/^snowdrop_request_seconds_count\{route="config",method="(.*?)"/gm)
  expect(Array.from(named, ([, method]) => method).filter((method) => method !== 'POST')).toEqual(['other'])
  expect(metrics).toContain(`method="other",status="405"} ${others.length}`)
})

test('routes are asked for with each request, as development writes new ones', async () => {
  let known: readonly KnownRoute[] = []
  refuse = refuseUnrouted(() => known)
  expect((await ask('GET', '/api/v1/new')).status).toBe(404)
  known = [{ file: 'route.ts', segments: ['api', 'v1', 'new'], name: 'new', methods: ['GET', 'OPTIONS'] }]
  expect((await ask('GET', '/api/v1/new')).status).toBe(418)
  expect((await ask('PUT', '/api/v1/new')).status).toBe(405)
})
