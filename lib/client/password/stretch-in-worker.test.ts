import { expect, test } from 'vitest'
import type { Bytes } from '../../format/bytes.ts'
import { type StretchAnswer, type StretchRequest, type StretchWorker, stretchInWorker } from './stretch-in-worker.ts'

/** A worker that is played by the test. */
class PlayedWorker implements StretchWorker {
  readonly heard: StretchRequest[] = []
  isTerminated = false
  answer: (answer: StretchAnswer) => void = () => {}
  breakDown: () => void = () => {}
  postMessage = (request: StretchRequest): void => void this.heard.push(request)
  listen = (answered: (answer: StretchAnswer) => void, broken: () => void): void => {
    this.answer = answered
    this.breakDown = broken
  }
  terminate = (): void => {
    this.isTerminated = true
  }
}

function begin() {
  const workers: PlayedWorker[] = []
  const stretch = stretchInWorker(() => {
    const worker = new PlayedWorker()
    workers.push(worker)
    return worker
  })
  const stop = new AbortController()
  const salt: Bytes = new Uint8Array(16).fill(7)
  return { workers, stop, salt, stretch: (password: string) => stretch(password, salt, 'light', stop.signal) }
}

test('a worker begins with the first password, gets it in NFC, and ends with its answer', async () => {
  const { workers, salt, stretch } = begin()
  expect(workers).toHaveLength(0)
  const stretching = stretch('e\u0301')
  expect(workers).toHaveLength(1)
  expect(workers[0]?.heard).toEqual([{ password: Uint8Array.of(0xc3, 0xa9), salt, profile: 'light' }])
  const passwordKey = new Uint8Array(32).fill(1)
  workers[0]?.answer({ passwordKey })
  expect(await stretching).toEqual(passwordKey)
  expect(workers[0]?.isTerminated).toBe(true)
})

test('two passwords at once have a worker each', async () => {
  const { workers, stretch } = begin()
  const both = Promise.all([stretch('a'), stretch('b')])
  workers[1]?.answer({ passwordKey: Uint8Array.of(2) })
  workers[0]?.answer({ passwordKey: Uint8Array.of(1) })
  expect(await both).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
})

test('an abort ends the worker half-way', async () => {
  const { workers, stop, stretch } = begin()
  const stretching = stretch('a')
  stop.abort()
  await expect(stretching).rejects.toMatchObject({ code: 'cancelled' })
  expect(workers[0]?.isTerminated).toBe(true)
})

test('an abort before the start starts nothing', async () => {
  const { workers, stop, stretch } = begin()
  stop.abort()
  await expect(stretch('a')).rejects.toMatchObject({ code: 'cancelled' })
  expect(workers).toHaveLength(0)
})

test.each([
  [
    'without memory',
    (worker: PlayedWorker) => worker.answer({ code: 'browser-unsupported', subject: 'memory' }),
    'browser-unsupported',
  ],
  ['with a fault', (worker: PlayedWorker) => worker.answer({ code: 'internal', subject: null }), 'internal'],
  ['that did not load', (worker: PlayedWorker) => worker.breakDown(), 'network'],
])('a worker %s is told as it should', async (_, act, code) => {
  const { workers, stretch } = begin()
  const stretching = stretch('a')
  if (workers[0] !== undefined) act(workers[0])
  await expect(stretching).rejects.toMatchObject({ code })
  expect(workers[0]?.isTerminated).toBe(true)
})

test('an empty password is refused before anything starts', async () => {
  const { workers, stretch } = begin()
  await expect(stretch('')).rejects.toMatchObject({ code: 'bad-request' })
  expect(workers).toHaveLength(0)
})
