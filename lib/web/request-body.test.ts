import { createServer, request as send } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { listen } from '../ports/listen.fixture.ts'
import { lendPastNext } from './past-next.ts'
import { bodyOf } from './request-body.ts'

type Read = (request: Request) => Promise<string>

/** A server that lends each body, and answers what `read` makes of the request that a route would see. */
async function serve(read: Read) {
  const server = createServer((message, response) => {
    lendPastNext(message, response)
    const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)])
    const body = message.method === 'PUT' ? { body: 'what Next made of it' } : {}
    read(new Request('http://localhost/', { method: message.method ?? 'GET', headers, ...body })).then(
      (text) => response.end(text),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    )
  })
  return listen(server)
}

const whole: Read = async (request) => {
  const body = bodyOf(request)
  return body === null
    ? 'none'
    : String((await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).bytes()).length)
}

test.each([0, 1, 65_536, 5_000_000])('a body of %i bytes comes whole, past the request', async (length) => {
  const { origin: url, close } = await serve(whole)
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(length) })
  expect(await answer.text()).toBe(String(length))
  await close()
})

test('nobody reads the body of another by naming it, and what carries no part has its own', async () => {
  const { origin: url, close } = await serve((request) =>
    Promise.resolve(request.headers.get('x-snowdrop-lent') ?? 'missing'),
  )
  const headers = { 'x-snowdrop-lent': 'guessed' }
  expect(await (await fetch(url, { method: 'POST', headers })).text()).toBe('')
  expect(await (await fetch(url, { method: 'PUT', headers, body: 'a' })).text()).not.toBe('guessed')
  await close()
})

test('a sender who goes away fails the reader, and leaves nothing behind', async () => {
  const failed = Promise.withResolvers<unknown>()
  const { origin: url, close } = await serve((request) =>
    whole(request).catch((error: unknown) => (failed.resolve(error), '')),
  )
  const sending = send(url, { method: 'PUT', headers: { 'content-length': 1000 } })
  sending.on('error', () => {})
  sending.write('some')
  setTimeout(() => sending.destroy(), 50)
  expect(await failed.promise).toBeInstanceOf(Error)
  await close()
  expect(globalThis.snowdropLent?.size).toBe(0)
})

test('nobody hears of what was buffered when a reader has had enough', async () => {
  const unheard: unknown[] = []
  const hear = (error: unknown) => unheard.push(error)
  process.on('uncaughtException', hear)
  const { origin: url, close } = await serve(async (request) => {
    const reader = bodyOf(request)?.getReader()
    // The queue is full by then, and more waits in the message.
    await sleep(20)
    await reader?.read()
    await reader?.cancel()
    return 'ended'
  })
  for (let turn = 0; turn < 20; turn += 1)
    await expect(fetch(url, { method: 'PUT', body: new Uint8Array(5_000_000) })).rejects.toThrow()
  await close()
  process.off('uncaughtException', hear)
  expect(unheard).toEqual([])
})

test('a reader who has enough ends the connection', async () => {
  const { origin: url, close } = await serve(async (request) => {
    await bodyOf(request)?.cancel()
    return 'ended'
  })
  await expect(fetch(url, { method: 'PUT', body: new Uint8Array(5_000_000) })).rejects.toThrow()
  await close()
})
