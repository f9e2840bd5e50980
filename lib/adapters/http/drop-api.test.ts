import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { ERROR_CODES, isDropError } from '../../format/drop-error.ts'
import { dropId, leaseId, locator, tokenHash } from '../../wire/fields.ts'
import { createCall, retryingCall } from './call.ts'
import { createLinkOwnerApi, createReceiverApi, createSenderApi } from './drop-api.ts'
import { type RetryPolicy, retry } from './retry.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void
const closers: (() => unknown)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

/** A server on loopback that answers the n-th request with the n-th handler, and the last one from then on. */
async function serve(...handlers: readonly Handler[]): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const handler = handlers[Math.min(seen.length, handlers.length - 1)]
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`)
    request.resume().on('end', () => handler?.(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, seen }
}

const answer =
  (status: number, body: unknown): Handler =>
  (_, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(body === null ? '' : JSON.stringify(body))
const page: Handler = (_, response) => void response.end('<html>')
const cut: Handler = (request) => void request.socket.destroy()

const id = dropId.parse('AAAAAAAAAAAAAAAAAAAAAA')
const lease = leaseId.parse('AAAAAAAAAAAAAAAAAAAAAA')
const never = new AbortController().signal
const config = {
  name: 'x',
  version: '1',
  maxDropBytes: 5,
  expiry: { choices: [60], default: 60, min: 1, max: 100 },
  downloads: { choices: [1], default: 1, min: 1, max: 10 },
  uploads: 'open',
  linksMax: 100,
  kinds: ['files'],
  password: 'optional',
  lookInside: true,
}

function policyOf(waits: number[]): RetryPolicy {
  let clock = 0
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms)
    clock += ms
    await Promise.resolve()
  }
  return { firstDelay: 100, longestDelay: 800, giveUpAfter: 2000, now: () => clock, random: () => 0.999999, wait }
}

test('a token travels in the header of its own request only', async () => {
  const { url, seen } = await serve(answer(200, { grants: [], expiresAt: 1 }), answer(204, null))
  const api = createSenderApi(createCall(fetch, url))
  await api.grant(id, 'tok', { parts: [{ number: 1, length: 16 }] }, never)
  await api.revoke(id, 'tok', never)
  await createReceiverApi(createCall(fetch, url)).release(lease, 'lea')
  expect(seen).toEqual([
    `POST /api/v1/drops/${id}/grants Bearer tok`,
    `DELETE /api/v1/drops/${id} Bearer tok`,
    `DELETE /api/v1/leases/${lease} Bearer lea`,
  ])
})

test('what ends something outlives the page that says it', async () => {
  const kept: boolean[] = []
  const seeing: typeof fetch = (_, init) => {
    kept.push(init?.keepalive === true)
    return Promise.resolve(new Response(null, { status: 204 }))
  }
  const call = createCall(seeing, 'http://x')
  await createSenderApi(call).revoke(id, 'tok', never)
  await createReceiverApi(call).complete(lease, 'lea', never)
  await createReceiverApi(call).release(lease, 'lea')
  expect(kept).toEqual([true, true, true])
})

const owned = {
  locator: id,
  createdAt: 1,
  expiresAt: 2,
  maxDownloads: 1,
  counted: 0,
  running: 0,
  placesLeft: 1,
  wrongTries: 0,
  frozen: false,
  ended: null,
  receipts: [],
}

test('links are added, changed and revoked under their drop', async () => {
  const { url, seen } = await serve(answer(200, owned), answer(200, owned), answer(204, null))
  const api = createLinkOwnerApi(createCall(fetch, url))
  const at = locator.parse(id)
  const hash = tokenHash.parse('A'.repeat(43))
  const limits = { maxDownloads: 1, expiresIn: 60 }
  const link = { locator: at, salt: hash, wrappedKey: 'A'.repeat(64), accessHash: hash, ...limits }
  expect(await api.add(id, 'tok', link, never)).toEqual(owned)
  expect(await api.change(id, at, 'tok', { maxDownloads: 2 }, never)).toEqual(owned)
  await api.revoke(id, at, 'tok', never)
  expect(seen).toEqual([
    `POST /api/v1/drops/${id}/links Bearer tok`,
    `PATCH /api/v1/drops/${id}/links/${id} Bearer tok`,
    `DELETE /api/v1/drops/${id}/links/${id} Bearer tok`,
  ])
})

test.each(ERROR_CODES.map((code) => [code]))('an answer with code %s is thrown as it', async (code) => {
  const { url } = await serve(answer(409, { code, message: 'm', at: 7 }))
  const error: unknown = await createSenderApi(createCall(fetch, url))
    .config(never)
    .catch((e: unknown) => e)
  expect(isDropError(error, code) && error.facts.at).toBe(7)
})

test.each([
  ['a cut connection', cut, 'network'],
  ['a stranger', answer(502, 'Bad Gateway'), 'unavailable'],
  ['an answer of another shape', answer(200, { ...config, maxDropBytes: -1 }), 'unavailable'],
  ['no JSON', page, 'unavailable'],
] as const)('%s is %s', async (_, handler, code) => {
  const { url } = await serve(handler)
  await expect(createSenderApi(createCall(fetch, url)).config(never)).rejects.toMatchObject({ code })
})

test('a page is no answer where none is expected either: what was to be deleted may still be there', async () => {
  const { url } = await serve(page)
  const revoked = createSenderApi(createCall(fetch, url)).revoke(id, 'owner', never)
  await expect(revoked).rejects.toMatchObject({ code: 'unavailable' })
})

test('a call that was cancelled says so, before and while it runs', async () => {
  const { url, seen } = await serve(() => {})
  const controller = new AbortController()
  const running = createSenderApi(createCall(fetch, url)).config(controller.signal)
  setTimeout(() => {
    controller.abort()
  }, 20)
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  await expect(createSenderApi(createCall(fetch, url)).config(controller.signal)).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(seen).toHaveLength(1)
})

test('a call is tried again through a cut and a 503', async () => {
  const { url, seen } = await serve(cut, answer(503, { code: 'unavailable', message: '' }), answer(200, config))
  const waits: number[] = []
  const call = retryingCall(createCall(fetch, url), policyOf(waits))
  expect(await createSenderApi(call).config(never)).toEqual(config)
  expect(seen).toHaveLength(3)
  expect(waits.map(Math.round)).toEqual([100, 200])
})

const tooFast = (at: number) => answer(429, { code: 'too-many-requests', message: '', at, subject: 'requests' })

test('a client that asked too often waits as long as it is told', async () => {
  const { url } = await serve(tooFast(1700), answer(200, config))
  const waits: number[] = []
  const call = retryingCall(createCall(fetch, url), policyOf(waits))
  expect(await createSenderApi(call).config(never)).toEqual(config)
  expect(waits).toEqual([1700])
})

test.each([
  ['for longer than it has', tooFast(2001)],
  ['after wrong tries at a link', answer(429, { code: 'too-many-requests', message: '', at: 100 })],
])('a client that is told to wait %s gives up at once', async (_, handler) => {
  const { url, seen } = await serve(handler)
  const call = retryingCall(createCall(fetch, url), policyOf([]))
  await expect(createSenderApi(call).config(never)).rejects.toMatchObject({ code: 'too-many-requests' })
  expect(seen).toHaveLength(1)
})

test('a failure for good is not tried again', async () => {
  const { url, seen } = await serve(answer(404, { code: 'not-found', message: '' }))
  const call = retryingCall(createCall(fetch, url), policyOf([]))
  await expect(createSenderApi(call).config(never)).rejects.toMatchObject({ code: 'not-found' })
  expect(seen).toHaveLength(1)
})

test('retries end with the last failure when their time is over', async () => {
  const { url } = await serve(cut)
  const waits: number[] = []
  const policy = policyOf(waits)
  await expect(retry(policy, never, () => createSenderApi(createCall(fetch, url)).config(never))).rejects.toMatchObject(
    { code: 'network' },
  )
  expect(waits.map(Math.round)).toEqual([100, 200, 400, 800])
})
