import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Silence } from './silence.ts'

const STALL_MS = 1000
/** A silence that begins between two looks is heard out to the next one. */
const LATEST_MS = 1100

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function listen(received = () => 0) {
  let stoppedAt: number | null = null
  const begun = Date.now()
  const silence = new Silence(STALL_MS, () => (stoppedAt ??= Date.now() - begun), received)
  const never = () => void silence.bounded(new Promise(() => {}))
  return { silence, never, stoppedAt: () => stoppedAt }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test.each([0, 1, 99, 100, 101, 900])('a wait that begins %i ms after another one is stopped in time', async (after) => {
  const { silence, never, stoppedAt } = listen()
  await silence.bounded(Promise.resolve())
  await pass(after)
  never()
  await pass(STALL_MS - 1)
  expect(stoppedAt()).toBeNull()
  await pass(LATEST_MS - STALL_MS + 1)
  expect(stoppedAt()).not.toBeNull()
})

test('pieces that come in time are no silence, however many, and keep one timer', async () => {
  const { silence, stoppedAt } = listen()
  for (let piece = 0; piece < 20; piece += 1) {
    await silence.bounded(pass(STALL_MS - 1))
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1)
  }
  expect(stoppedAt()).toBeNull()
})

test('what the consumer takes does not count, and nothing looks for ever meanwhile', async () => {
  const { silence, never, stoppedAt } = listen()
  await silence.bounded(Promise.resolve())
  await pass(10 * STALL_MS)
  expect({ stoppedAt: stoppedAt(), timers: vi.getTimerCount() }).toEqual({ stoppedAt: null, timers: 0 })
  never()
  await pass(STALL_MS - 1)
  expect(stoppedAt()).toBeNull()
  await pass(LATEST_MS)
  expect(stoppedAt()).not.toBeNull()
})

test('bytes that are no piece yet are no silence; once they end, it is one', async () => {
  let received = 0
  const { never, stoppedAt } = listen(() => received)
  never()
  for (let came = 0; came < 10; came += 1) {
    await pass(STALL_MS - 100)
    received += 1
  }
  expect(stoppedAt()).toBeNull()
  await pass(STALL_MS - 1)
  expect(stoppedAt()).toBeNull()
  await pass(LATEST_MS)
  expect(stoppedAt()).not.toBeNull()
})

describe('a wait that is over', () => {
  test('leaves no timer after the end', async () => {
    const { silence } = listen()
    await silence.bounded(Promise.resolve())
    silence.end()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('fails as its work does', async () => {
    const { silence } = listen()
    await expect(silence.bounded(Promise.reject(new Error('cut')))).rejects.toThrow('cut')
  })
})
