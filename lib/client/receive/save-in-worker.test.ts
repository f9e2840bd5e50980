import { afterEach, expect, test, vi } from 'vitest'
import type { PortSink } from '../../adapters/sinks/port-sink.ts'
import { DropError } from '../../format/drop-error.ts'
import type { SaveJob } from './save-drop.ts'
import { saveInWorker } from './save-in-worker.ts'
import type { SaveAnswer, SaveRequest } from './save-messages.ts'

/** A worker that is played by the test. */
class PlayedWorker extends EventTarget {
  readonly heard: SaveRequest['type'][] = []
  terminated = false
  postMessage(request: SaveRequest): void {
    this.heard.push(request.type)
  }
  terminate(): void {
    this.terminated = true
  }
  say(answer: SaveAnswer): void {
    this.dispatchEvent(new MessageEvent('message', { data: answer }))
  }
}

const ports: MessagePort[] = []
afterEach(() => {
  vi.useRealTimers()
  ports.splice(0).forEach((port) => port.close())
})

async function begin(size = 100) {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const calls: string[] = []
  let awake = true
  const sink: PortSink = { port: port1, begin: () => calls.push('begin'), ping: () => Promise.resolve(awake) }
  const worker = new PlayedWorker()
  const { prepareSave } = saveInWorker({
    openSink: () => Promise.resolve(sink),
    startWorker: () => worker as unknown as Worker,
    base: 'http://x',
  })
  const prepared = await prepareSave('a', size)
  const stop = new AbortController()
  const hooks = {
    onProgress: (saved: number) => void calls.push(`progress ${saved}`),
    onRenewed: (lapsesAt: number) => void calls.push(`renewed ${lapsesAt}`),
    onUnkept: () => void calls.push('unkept'),
    onStuck: (error: DropError | null) => void calls.push(`stuck ${error?.code ?? 'no more'}`),
  }
  const start = () => prepared.save({} as SaveJob, hooks, stop.signal)
  return { worker, prepared, stop, calls, start, port2, sleep: () => (awake = false) }
}

test('the browser is asked to save once the first bytes are there, and the end is told', async () => {
  const { worker, calls, start } = await begin()
  const saving = start()
  expect(calls).toEqual([])
  worker.say({ type: 'progress', savedBytes: 10 })
  worker.say({ type: 'stuck', failure: { code: 'network', facts: {} } })
  worker.say({ type: 'stuck', failure: null })
  worker.say({ type: 'renewed', lapsesAt: 7 })
  worker.say({ type: 'unkept' })
  worker.say({ type: 'done' })
  await saving
  const news = ['stuck network', 'stuck no more', 'renewed 7', 'unkept']
  expect(calls).toEqual(['begin', 'progress 10', ...news, 'progress 100'])
  expect(worker.terminated).toBe(true)
})

test('an empty file is saved though no bytes come', async () => {
  const { worker, calls, start } = await begin(0)
  const saving = start()
  expect(calls).toEqual(['begin'])
  worker.say({ type: 'done' })
  await saving
})

test.each([
  [
    'failed',
    (worker: PlayedWorker) =>
      worker.say({ type: 'failed', failure: { code: 'payload-tampered', facts: { subject: 's' } } }),
    'payload-tampered',
  ],
  [
    'failed with what nobody knows',
    (worker: PlayedWorker) => worker.say({ type: 'failed', failure: { code: 'x', facts: {} } }),
    'internal',
  ],
  ['did not load', (worker: PlayedWorker) => worker.dispatchEvent(new Event('error')), 'network'],
])('a worker that %s is told as it should', async (_, act, code) => {
  const { worker, start, calls } = await begin()
  const saving = start()
  act(worker)
  await expect(saving).rejects.toMatchObject({ code })
  expect(calls).toEqual([])
  expect(worker.terminated).toBe(true)
})

test('a worker that did not load before it is needed is told then', async () => {
  const { worker, start } = await begin()
  worker.dispatchEvent(new Event('error'))
  await expect(start()).rejects.toMatchObject({ code: 'network' })
  expect(worker.terminated).toBe(true)
})

test('a worker that throws later is a fault', async () => {
  const { worker, start } = await begin()
  const saving = start()
  worker.say({ type: 'progress', savedBytes: 1 })
  worker.dispatchEvent(new Event('error'))
  await expect(saving).rejects.toMatchObject({ code: 'internal' })
})

test('a sink that forgot the file ends it at the next tick', async () => {
  const { worker, start, sleep } = await begin()
  const saving = start()
  worker.say({ type: 'tick' })
  sleep()
  worker.say({ type: 'tick' })
  await expect(saving).rejects.toMatchObject({ code: 'save-failed' })
})

test('cancelling waits for the worker to break the file off, but not for ever', async () => {
  vi.useFakeTimers()
  const { worker, start, stop } = await begin()
  const saving = start()
  const failed = expect(saving).rejects.toMatchObject({ code: 'cancelled' })
  stop.abort()
  expect(worker.heard).toEqual(['save', 'abort'])
  expect(worker.terminated).toBe(false)
  await vi.advanceTimersByTimeAsync(3000)
  await failed
  expect(worker.terminated).toBe(true)
})

test('a sink that was opened and never used is broken off', async () => {
  const { worker, prepared, port2, calls } = await begin()
  const heard = new Promise((resolve) => {
    port2.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data)
  })
  prepared.discard()
  expect(await heard).toEqual({ type: 'abort' })
  expect(calls).toEqual([])
  expect(worker.terminated).toBe(true)
})

test('a kick reaches the worker', async () => {
  const { worker, prepared, start } = await begin()
  prepared.kick()
  const saving = start()
  prepared.kick()
  worker.say({ type: 'done' })
  await saving
  // The first one is heard before there is anything to kick.
  expect(worker.heard).toEqual(['kick', 'save', 'kick'])
})

test('a worker that was loaded before is the one that saves, once', async () => {
  const workers: PlayedWorker[] = []
  const openSink = () => {
    const { port1 } = new MessageChannel()
    ports.push(port1)
    return Promise.resolve({ port: port1, begin: () => {}, ping: () => Promise.resolve(true) })
  }
  const startWorker = () => {
    const worker = new PlayedWorker()
    workers.push(worker)
    return worker as unknown as Worker
  }
  const { prepareSave, load } = saveInWorker({ openSink, startWorker, base: 'http://x' })
  load()
  load()
  expect(workers).toHaveLength(1)
  const first = await prepareSave('a', 1)
  load()
  expect(workers).toHaveLength(1)
  await prepareSave('b', 1)
  expect(workers).toHaveLength(2)
  first.kick()
  expect(workers.map(({ heard }) => heard)).toEqual([['kick'], []])
})

test('a worker that did not load ahead is not the one that saves', async () => {
  const workers: PlayedWorker[] = []
  const { port1 } = new MessageChannel()
  ports.push(port1)
  const { prepareSave, load } = saveInWorker({
    openSink: () => Promise.resolve({ port: port1, begin: () => {}, ping: () => Promise.resolve(true) }),
    startWorker: () => {
      const worker = new PlayedWorker()
      workers.push(worker)
      return worker as unknown as Worker
    },
    base: 'http://x',
  })
  load()
  workers[0]?.dispatchEvent(new Event('error'))
  const prepared = await prepareSave('a', 1)
  prepared.kick()
  expect(workers.map(({ heard }) => heard)).toEqual([[], ['kick']])
})
