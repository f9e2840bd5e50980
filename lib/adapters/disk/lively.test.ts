import { expect, test } from 'vitest'
import { lively, type Pace, paceFor, SLOWEST } from './lively.ts'

const pace: Pace = { bytes: 100, ms: 40 }
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A body that brings pieces of these lengths, each after so many ms, and then ends, or stays silent. */
function bodyOf(pieces: readonly (readonly [length: number, after: number])[], ends = true) {
  const seen = { cancelled: null as unknown }
  const left = [...pieces]
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const next = left.shift()
        if (next !== undefined) {
          await pause(next[1])
          if (seen.cancelled === null) controller.enqueue(new Uint8Array(next[0]))
        } else if (ends) controller.close()
        else await new Promise(() => {})
      },
      cancel: (reason) => void (seen.cancelled = reason),
    },
    { highWaterMark: 0 },
  )
  return { body, seen }
}

async function read(body: ReadableStream<Uint8Array>, within = pace, thinking = 0): Promise<number> {
  let bytes = 0
  for await (const piece of lively(body, within)) {
    bytes += piece.length
    await pause(thinking)
  }
  return bytes
}

const slow = { code: 'unavailable', facts: { subject: 'slow' } }

test('a body that comes is handed on whole', async () => {
  const { body } = bodyOf([
    [60, 0],
    [60, 5],
    [1, 0],
  ])
  expect(await read(body, { bytes: 100, ms: 5000 })).toBe(121)
})

test('a body that brings nothing any more is given up', async () => {
  const { body, seen } = bodyOf([[500, 0]], false)
  await expect(read(body)).rejects.toMatchObject(slow)
  expect(seen.cancelled).toMatchObject(slow)
})

test('a body that trickles is given up, though each piece comes in time', async () => {
  const { body, seen } = bodyOf(Array.from({ length: 20 }, () => [1, 15] as const))
  await expect(read(body)).rejects.toMatchObject(slow)
  expect(seen.cancelled).toMatchObject(slow)
})

test('what the disk takes its time for is not the sender’s fault', async () => {
  const { body } = bodyOf([
    [10, 0],
    [10, 0],
  ])
  expect(await read(body, { bytes: 100, ms: 200 }, 250)).toBe(20)
})

test('whoever stops reading leaves the rest', async () => {
  const { body, seen } = bodyOf([
    [10, 0],
    [10, 0],
  ])
  const pieces = lively(body, { bytes: 100, ms: 5000 })
  expect((await pieces.next()).value).toHaveLength(10)
  await pieces.return()
  expect([body.locked, seen.cancelled]).toEqual([false, null])
  expect(await read(body, { bytes: 100, ms: 5000 })).toBe(10)
})

const PART = 64 * (2 ** 18 + 16)
test.each([
  [16, SLOWEST.bytes],
  [PART, SLOWEST.bytes],
  [2 * PART, 2 * SLOWEST.bytes],
  [256 * PART, 256 * SLOWEST.bytes],
])('a part of %i bytes has to bring %i in a minute', (length, bytes) => {
  expect(paceFor(length)).toEqual({ bytes, ms: 60_000 })
})
