import { createServer } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { RangeBytes } from '../adapters/disk/read-range.ts'
import { listen } from '../ports/listen.fixture.ts'
import { sendingBodyOf } from './answer-body.ts'
import { lendPastNext } from './past-next.ts'

const MiB = 1 << 20

/** `count` pieces of 1 MiB in two buffers by turns, each full of its own number. What follows `failsAfter` fails. */
function countedBytes(count: number, failsAfter = Number.POSITIVE_INFINITY) {
  const seen = { asked: 0, closed: false }
  const buffers = [Buffer.alloc(MiB), Buffer.alloc(MiB)]
  const bytes: RangeBytes = {
    async next() {
      await sleep(0)
      if (seen.asked >= failsAfter) throw new Error('the file broke')
      if (seen.asked >= count) return null
      const buffer = buffers[seen.asked % 2]
      seen.asked += 1
      return buffer?.fill(seen.asked) ?? null
    },
    close: () => Promise.resolve(void (seen.closed = true)),
  }
  return { bytes, seen }
}

let close = async () => {}
afterEach(() => close())

/** A server that answers everything with `bytes` as Next does: status and headers first, and then what the stream has. */
async function serve(bytes: RangeBytes, length: number, before = () => Promise.resolve()) {
  const server = createServer((message, response) => {
    lendPastNext(message, response)
    // As the middleware that Next compresses by.
    const write = response.write.bind(response)
    response.write = (chunk: Uint8Array) => write(chunk, 'utf8')
    const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)])
    const body = sendingBodyOf(new Request('http://localhost/', { headers }))?.(bytes, length)
    if (body === undefined) throw new Error('nothing was lent')
    const end = { close: () => void response.end(), abort: () => void response.destroy() }
    const abort = new AbortController()
    response.once('close', () => abort.abort())
    void before().then(() => {
      if (!response.destroyed) body.pipeTo(new WritableStream(end), { signal: abort.signal }).catch(() => undefined)
    })
  })
  const listening = await listen(server)
  ;({ close } = listening)
  return listening.origin
}

/** Asks and reads nothing; answers the connection. */
async function askOnly(origin: string) {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname).pause()
  await new Promise((resolve) => socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n', resolve))
  return socket
}

test.each([0, 1, 2, 3, 40])('%i pieces come whole and in order, under their length', async (count) => {
  const { bytes, seen } = countedBytes(count)
  const answer = await fetch(await serve(bytes, count * MiB))
  expect(answer.headers.get('content-length')).toBe(String(count * MiB))
  const came = Buffer.from(await answer.arrayBuffer())
  const sent = Buffer.concat(Array.from({ length: count }, (_, index) => Buffer.alloc(MiB, index + 1)))
  expect(came.equals(sent)).toBe(true)
  await expect.poll(() => seen.closed).toBe(true)
})

test('of what a client does not read no more than two pieces are held beside what the system takes', async () => {
  const { bytes, seen } = countedBytes(200)
  const socket = await askOnly(await serve(bytes, 200 * MiB))
  await expect.poll(() => seen.asked).toBeGreaterThan(1)
  await sleep(300)
  const { asked } = seen
  await sleep(300)
  expect([seen.asked, asked < 50]).toEqual([asked, true])
  expect(seen.closed).toBe(false)
  socket.destroy()
  await expect.poll(() => seen.closed).toBe(true)
  expect(seen.asked).toBeLessThanOrEqual(asked + 1)
})

test('a client that goes away before the first byte closes the file', async () => {
  const { bytes, seen } = countedBytes(200)
  const gone = Promise.withResolvers<undefined>()
  const socket = await askOnly(await serve(bytes, 200 * MiB, () => gone.promise))
  await sleep(50)
  socket.destroy()
  await expect.poll(() => seen.closed).toBe(true)
  gone.resolve(undefined)
  expect(seen.asked).toBe(0)
})

test('a file that fails in the middle cuts the answer, so that nobody takes it for whole', async () => {
  const { bytes, seen } = countedBytes(5, 3)
  const answer = await fetch(await serve(bytes, 5 * MiB))
  await expect(answer.arrayBuffer()).rejects.toThrow()
  await expect.poll(() => seen.closed).toBe(true)
})

test('elsewhere than on our server nothing is lent', () => {
  expect(sendingBodyOf(new Request('http://localhost/', { headers: { 'x-snowdrop-lent': 'guessed' } }))).toBeUndefined()
})
