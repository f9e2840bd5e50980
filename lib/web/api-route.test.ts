import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { GET as getMetrics } from '../../app/api/metrics/route.ts'
import { GET as getConfig } from '../../app/api/v1/config/route.ts'
import { GET as showDrop } from '../../app/api/v1/drops/[id]/route.ts'
import { POST as beginDrop } from '../../app/api/v1/drops/route.ts'
import { POST as report } from '../../app/api/v1/links/[locator]/report/route.ts'
import { GET as lookAtLink } from '../../app/api/v1/links/[locator]/route.ts'
import { GET as showTicket } from '../../app/api/v1/ticket/route.ts'
import { cryptoRandom } from '../crypto/random-source.ts'
import { DropError } from '../format/drop-error.ts'
import { makeTicket } from '../format/ticket.ts'
import { liveDrop, newDrop, openTestServer, type TestServer } from '../server/server.fixture.ts'
import { readSettings } from '../server/settings.ts'
import { configResponse } from '../wire/config.ts'

import type { ClientLimits } from './limit-clients.ts'

const MAX_BODY = 1_600_000
let server: TestServer
let drop: Awaited<ReturnType<typeof liveDrop>>
const logged: string[] = []
beforeAll(async () => {
  server = await openTestServer()
  drop = await liveDrop(server)
})
beforeEach(() => {
  useServer(server.deps)
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => logged.push(String(line)) > 0)
})
afterEach(() => {
  vi.restoreAllMocks()
  logged.length = 0
})
afterAll(async () => {
  globalThis.snowdropServer = undefined
  await server.close()
})

function useServer(deps: TestServer['deps'], limit: ClientLimits['request'] = () => Promise.resolve()): void {
  const settings = readSettings({ NODE_ENV: 'test' })
  const rest = { blobEndpoint: null, limits: { request: limit, bytes: () => null }, onNudge: () => {} }
  globalThis.snowdropServer = Promise.resolve({ settings, deps, ...rest })
}

const url = 'http://localhost/'
const post = (body: RequestInit['body']) =>
  beginDrop(new Request(url, { method: 'POST', body: body ?? null, duplex: 'half' } as RequestInit), {
    params: Promise.resolve({}),
  })
const show = (id: string, authorization?: string) =>
  showDrop(new Request(url, authorization === undefined ? {} : { headers: { authorization } }), {
    params: Promise.resolve({ id }),
  })
/** All that a client can see of an answer. */
const seen = async (answer: Response | Promise<Response>) => {
  const response = await answer
  return { status: response.status, headers: [...response.headers], body: await response.text() }
}

test('a client that asked too often hears when it may again, and nothing is looked up for it', async () => {
  const at = Date.now() + 30_000
  const none = { ...server.deps, drops: { ...server.deps.drops, find: () => Promise.reject(new Error('looked up')) } }
  useServer(none, () => Promise.reject(new DropError('too-many-requests', { at })))
  const answer = await show(drop.id, `Bearer ${drop.owner}`)
  expect(answer.status).toBe(429)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(30)
  expect(await answer.json()).toMatchObject({ code: 'too-many-requests', at })
})

test('no token, a malformed, a foreign and a wrong one, and an unknown drop all look alike', async () => {
  const foreign = 'A'.repeat(43)
  const answers = await Promise.all([
    seen(show('A'.repeat(22), `Bearer ${drop.owner}`)),
    seen(show('no-identifier', `Bearer ${drop.owner}`)),
    seen(show(drop.id)),
    seen(show(drop.id, `Bearer ${foreign}`)),
    seen(show(drop.id, `Bearer ${drop.owner}x`)),
    seen(show(drop.id, `Bearer ${foreign.slice(1)}B`)),
    seen(show(drop.id, `Basic ${drop.owner}`)),
    seen(show(drop.id, drop.owner)),
    seen(show(drop.id, `Bearer ${drop.access}`)),
  ])
  expect(answers[0]).toMatchObject({ status: 404, body: '{"code":"not-found","message":"not-found"}' })
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect((await show(drop.id, `Bearer ${drop.owner}`)).status).toBe(200)
})

test.each([
  [MAX_BODY, 'bad-request'],
  [MAX_BODY + 1, 'too-large'],
])('a body of %i bytes is %s', async (length, code) => {
  const response = await post(`{}${' '.repeat(length - 2)}`)
  expect(await response.json()).toMatchObject({ code })
})

test.each([
  ['nothing', undefined, 'JSON'],
  ['no JSON', '{', 'JSON'],
  ['no object', '[]', ''],
  ['a missing field', '{}', 'id'],
])('a body that is %s is a bad request that says where', async (_, body, subject) => {
  const response = await post(body)
  expect(response.status).toBe(400)
  expect((await response.json()) as object).toMatchObject({ code: 'bad-request' })
  expect(await (await post(body)).text()).toContain(subject)
})

test('a foreign field is refused, so that a slip is not a silent default', async () => {
  const { begin } = await newDrop()
  expect((await post(JSON.stringify({ ...begin, expiresIn: 5 }))).status).toBe(400)
  expect((await post(JSON.stringify(begin))).status).toBe(200)
})

test('nobody is waited for who sends nothing for a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    let cancelled = false
    const began = Promise.withResolvers<null>()
    const pull = () => {
      began.resolve(null)
      return new Promise<void>(() => {})
    }
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>(
      { pull, cancel: () => void (cancelled = true) },
      { highWaterMark: 0 },
    )
    const answer = seen(post(silent))
    await began.promise
    await vi.advanceTimersByTimeAsync(59_999)
    expect(cancelled).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(cancelled).toBe(true)
    const { status, body } = await answer
    expect([status, JSON.parse(body)]).toMatchObject([400, { code: 'bad-request', subject: 'body' }])
  } finally {
    vi.useRealTimers()
  }
})

test('whoever hangs up in the middle of a body causes no failure of ours', async () => {
  const broken = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{'))
      controller.error(new Error('ECONNRESET'))
    },
  })
  expect((await post(broken)).status).toBe(400)
  expect(logged).toEqual([])
})

test('nothing may be kept by a cache, whatever the answer', async () => {
  const get = (locator: string) => lookAtLink(new Request(url), { params: Promise.resolve({ locator }) })
  for (const response of [await get(drop.locator), await get('x'), await post('{'), await getMetrics()]) {
    expect(response.headers.get('cache-control')).toBe('no-store')
  }
})

test('an unexpected failure keeps its message from client and log', async () => {
  const fail = (error: unknown) => () => Promise.reject(error instanceof Error ? error : new Error())
  const secret = new Error('row 7 of drop hunter2 at 10.0.0.1')
  useServer({ ...server.deps, drops: { ...server.deps.drops, find: fail(secret) } })
  const internal = await seen(show(drop.id, `Bearer ${drop.owner}`))
  expect(internal).toMatchObject({ status: 500, body: '{"code":"internal","message":"internal"}' })
  useServer({
    ...server.deps,
    drops: { ...server.deps.drops, find: fail(new DropError('unavailable', { cause: secret })) },
  })
  expect((await show(drop.id, `Bearer ${drop.owner}`)).status).toBe(503)
  expect(logged).toHaveLength(2)
  const [first, second] = logged.map((line) => JSON.parse(line) as object)
  const request = { level: 'error', msg: 'request failed', route: 'drops/:id', method: 'GET' }
  expect(first).toMatchObject({ ...request, status: 500, code: 'internal', causes: ['Error'] })
  expect(logged[0]).toContain('"place":["at ')
  expect(second).toMatchObject({ ...request, status: 503, code: 'unavailable', causes: ['unavailable', 'Error'] })
  expect(logged.join()).not.toMatch(/hunter2|10\.0|row 7/)
  expect(logged.join()).not.toContain(drop.id)
})

test('an expected failure is counted, and nothing is logged', async () => {
  const count = async () =>
    Number(/snowdrop_errors_total\{code="not-found"\} (\d+)/.exec(await (await getMetrics()).text())?.[1] ?? 0)
  const before = await count()
  await show(drop.id)
  expect(await count()).toBe(before + 1)
  expect(logged).toEqual([])
})

test('metrics tell how much there is, and how old what is still to be deleted', async () => {
  await server.database.deletion.create({
    data: { dropId: 'x', createdAt: new Date(server.clock - 90_000), dueAt: new Date(server.clock + 1e9) },
  })
  const text = await (await getMetrics()).text()
  expect(text).toContain('snowdrop_rows{kind="live"} 1')
  expect(text).toContain('snowdrop_rows{kind="deletions"} 1')
  expect(text).toContain('snowdrop_oldest_deletion_seconds 90')
})

test('the configuration is what its schema says', async () => {
  const response = await getConfig(new Request(url), { params: Promise.resolve({}) })
  expect(configResponse.safeParse(await response.json()).success).toBe(true)
})

test('a report counts as ten requests', async () => {
  const counted: number[] = []
  useServer(server.deps, (_, many = 1) => Promise.resolve(void counted.push(many)))
  const body = JSON.stringify({ reason: 'other', words: '' })
  const answer = await report(new Request(url, { method: 'POST', body }), {
    params: Promise.resolve({ locator: drop.locator }),
  })
  expect(answer.status).toBe(204)
  expect(counted).toEqual([10])
})

test('a ticket is read from its own header alone, and a wrong one counts as ten requests', async () => {
  const counted: number[] = []
  useServer(server.deps, (_, many = 1) => Promise.resolve(void counted.push(many)))
  const ask = (authorization?: string) =>
    showTicket(new Request(url, { headers: authorization === undefined ? {} : { authorization } }), {
      params: Promise.resolve({}),
    })
  const wrong = [undefined, 'Bearer x', `Basic ${makeTicket(cryptoRandom)}`, `Bearer ${makeTicket(cryptoRandom)}`]
  for (const authorization of wrong) {
    const answer = await ask(authorization)
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'ticket-wrong' }])
  }
  expect(counted).toEqual([1, 9, 1, 9, 1, 9, 1, 9])
})
