import { createServer, type ServerResponse } from 'node:http'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../ports/listen.fixture.ts'
import { createFetchRange, type FetchRange } from './fetch-range.ts'
import { createLineRange } from './line-range.ts'

const closers: (() => Promise<void>)[] = []
// Node loads its fetch at the first use, which on a busy machine takes longer than a line may be silent here.
beforeAll(() => fetch('data:,'))
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const byFetch = (origin: string, stallMs: number): FetchRange => createFetchRange(fetch, origin, stallMs)
const byLine = (origin: string, stallMs: number): FetchRange =>
  createLineRange(origin, stallMs, Date.now, createFetchRange(fetch, origin, stallMs))

describe.each([
  ['fetch', byFetch],
  ['a line of our own', byLine],
])('by %s', (_, create) => {
  async function rangeOf(
    answer: (response: ServerResponse, range: string | undefined) => unknown,
    length = 5,
    signal?: AbortSignal,
  ) {
    const server = createServer((request, response) => answer(response, request.headers.range))
    const { origin, close } = await listen(server)
    closers.push(close)
    const grant = { url: '/blobs/x', headers: { range: 'bytes=0-4' }, offset: 0, length }
    const pieces: number[] = []
    const bytes = create(origin, 100)(grant, signal ?? new AbortController().signal)
    for await (const piece of bytes) pieces.push(...piece)
    return pieces
  }

  test('a granted range is fetched with its headers', async () => {
    let asked: string | undefined
    const bytes = await rangeOf((response, range) => {
      asked = range
      response.writeHead(206).end('hello')
    })
    expect({ bytes: String.fromCharCode(...bytes), asked }).toEqual({ bytes: 'hello', asked: 'bytes=0-4' })
  })

  test.each([
    [
      'is cut',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-length': 5 }).write('hel', () => response.destroy()),
      'network',
    ],
    ['ends early without a length', (response: ServerResponse) => response.end('hel'), 'network'],
    ['never begins', () => {}, 'network'],
    ['stalls', (response: ServerResponse) => response.writeHead(200).write('hel'), 'network'],
    [
      'is refused by S3 (403)',
      (response: ServerResponse) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
      'grant-ended',
    ],
    [
      'is refused by the app',
      (response: ServerResponse) => response.writeHead(403).end('{"code":"grant-ended","message":""}'),
      'grant-ended',
    ],
    ['is gone', (response: ServerResponse) => response.writeHead(404).end('<Error/>'), 'lost'],
    ['meets a broken storage', (response: ServerResponse) => response.writeHead(500).end('x'), 'unavailable'],
    ['meets a full house', (response: ServerResponse) => response.writeHead(503).end(), 'unavailable'],
  ])('a range that %s fails as it should', async (_, answer, code) => {
    await expect(rangeOf(answer)).rejects.toMatchObject({ code })
  })

  test('more than was granted is handed on, for its reader to refuse', async () => {
    expect(await rangeOf((response) => response.end('hello, world'))).toHaveLength(12)
  })

  test('a cancelled range says so', async () => {
    const stop = new AbortController()
    const running = rangeOf((response) => response.writeHead(200).write('hel', () => stop.abort()), 5, stop.signal)
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await expect(rangeOf(() => {}, 5, stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('a slow line is no stall', async () => {
    const text = 'hello, world'
    const bytes = await rangeOf(async (response) => {
      response.writeHead(200, { 'content-length': text.length })
      for (const letter of text) {
        response.write(letter)
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    }, text.length)
    expect(String.fromCharCode(...bytes)).toBe(text)
  })

  test('a slow consumer is no stall', async () => {
    const server = createServer((_, response) => response.end(Buffer.alloc(4_000_000)))
    const { origin, close } = await listen(server)
    closers.push(close)
    const range = create(origin, 500)
    let length = 0
    for await (const piece of range(
      { url: '/', headers: {}, offset: 0, length: 4_000_000 },
      new AbortController().signal,
    )) {
      if (length === 0) await new Promise((resolve) => setTimeout(resolve, 1000))
      length += piece.length
    }
    expect(length).toBe(4_000_000)
  })
})
