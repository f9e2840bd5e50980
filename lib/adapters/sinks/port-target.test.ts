import { afterEach, expect, test } from 'vitest'
import type { Bytes } from '../../format/bytes.ts'
import type { FileSink } from '../../ports/file-sink.ts'
import { gatheredSink } from './gathered-sink.ts'
import { pickedSink } from './picked-sink.ts'
import { type ChunkTarget, takeFromPort } from './port-target.ts'
import { writeToPort } from './port-writer.ts'

const ports: MessagePort[] = []
afterEach(() => ports.splice(0).forEach((port) => port.close()))

const chunk = (value: number): Bytes => new Uint8Array([value])
const stopped = new Error('stopped')
const settle = () => new Promise((resolve) => setTimeout(resolve, 20))

/** A target that notes what happens to it. */
class Noted implements ChunkTarget {
  readonly calls: string[] = []
  failAt = ''
  hold: Promise<void> = Promise.resolve()
  async #note(call: string): Promise<void> {
    this.calls.push(call)
    if (call === this.failAt) throw new Error(call)
    await this.hold
  }
  write(bytes: Bytes): Promise<void> {
    return this.#note(`write ${bytes[0] ?? ''}`)
  }
  close(): Promise<void> {
    return this.#note('close')
  }
  abort(): Promise<void> {
    return this.#note('abort')
  }
}

function begin(target: ChunkTarget): FileSink {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  takeFromPort(port2, target)
  const writer = writeToPort(port1)
  return writer
}

async function writeAll(writer: FileSink, count: number): Promise<void> {
  for (let value = 0; value < count; value += 1) await writer.write(chunk(value))
  await writer.close()
}

test.each([0, 1, 8, 9, 40])('%i chunks are written in order, and then it is closed', async (count) => {
  const target = new Noted()
  await writeAll(begin(target), count)
  expect(target.calls).toEqual([...Array.from({ length: count }, (_, value) => `write ${value}`), 'close'])
})

test('a slow target is sent no more than the room, and closing waits until it has saved the file', async () => {
  const target = new Noted()
  let release = () => {}
  target.hold = new Promise((resolve) => {
    release = resolve
  })
  let closed = false
  const sent = writeAll(begin(target), 20).then(() => {
    closed = true
  })
  await settle()
  expect({ calls: target.calls, closed }).toEqual({ calls: ['write 0'], closed: false })
  release()
  await sent
  expect(target.calls).toHaveLength(21)
})

test.each(['write 0', 'write 5', 'close'])(
  'a target that fails at %s ends it as not saved, and is aborted once',
  async (at) => {
    const target = new Noted()
    target.failAt = at
    await expect(writeAll(begin(target), 20)).rejects.toMatchObject({ code: 'save-failed' })
    await settle()
    expect(target.calls.filter((call) => call === 'abort')).toHaveLength(1)
    expect(target.calls.at(-1)).toBe('abort')
  },
)

test('a writer that breaks off leaves nothing, and is never closed', async () => {
  const target = new Noted()
  const writer = begin(target)
  for (const value of [1, 2, 3, 4, 5]) await writer.write(chunk(value))
  writer.abort(stopped)
  await settle()
  // What waits for others to go with is not sent any more.
  expect(target.calls).toEqual(['write 1', 'write 2', 'write 3', 'write 4', 'abort'])
})

test('no chunk waits for ever for others to go with', async () => {
  const target = new Noted()
  const writer = begin(target)
  const calls: string[] = []
  // One after another, a whole group that needs no waiting between them.
  for (const value of [1, 2, 3, 4, 5, 6, 7]) {
    calls.push(`write ${value}`)
    await writer.write(chunk(value))
    if (value < 3 || value === 7) await expect.poll(() => target.calls).toEqual(calls)
  }
})

test('a writer that breaks off says so itself: not every browser tells that a port was closed', async () => {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const heard: unknown[] = []
  port2.onmessage = ({ data }) => heard.push(data)
  writeToPort(port1).abort(stopped)
  await expect.poll(() => heard).toEqual([{ type: 'abort' }])
})

/** A file as a person picks it. */
function pickedFile(size: number) {
  const calls: string[] = []
  const note = (call: string) => {
    calls.push(call)
    return Promise.resolve()
  }
  const writable = { write: () => note('write'), close: () => note('close'), abort: () => note('abort') }
  const file = {
    getFile: () => Promise.resolve({ size }),
    createWritable: () => Promise.resolve(writable),
    remove: () => note('remove'),
  }
  return { calls, pick: () => Promise.resolve(file as unknown as FileSystemFileHandle) }
}

test('a picked file is closed when it is whole', async () => {
  const { calls, pick } = pickedFile(0)
  const { port } = await pickedSink(pick)('a', 1)
  ports.push(port)
  await writeAll(writeToPort(port), 2)
  expect(calls).toEqual(['write', 'write', 'close'])
})

test.each([
  ['one that the dialog made goes again', 0, ['abort', 'remove']],
  ['one that was there stays as it was', 7, ['abort']],
])('of a broken download into a picked file, %s', async (_, size, expected) => {
  const { calls, pick } = pickedFile(size)
  const { port } = await pickedSink(pick)('a', 1)
  ports.push(port)
  writeToPort(port).abort(stopped)
  await settle()
  expect(calls).toEqual(expected)
})

test.each([
  ['turned down', new DOMException('', 'AbortError'), { code: 'cancelled', facts: { subject: 'sink' } }],
  ['refused', new DOMException('', 'SecurityError'), { code: 'save-failed' }],
])('a dialog that is %s saves nothing', async (_, cause, expected) => {
  await expect(pickedSink(() => Promise.reject(cause))('a', 1)).rejects.toMatchObject(expected)
})

/** A gathering worker that is played by the test. */
class PlayedWorker extends EventTarget {
  terminated = false
  postMessage(_: unknown, [port]: MessagePort[]): void {
    if (port !== undefined) ports.push(port)
  }
  terminate(): void {
    this.terminated = true
  }
  say(data: unknown, reply: MessagePort[] = []): void {
    this.dispatchEvent(new MessageEvent('message', { data, ports: reply }))
  }
}

function gathering() {
  const worker = new PlayedWorker()
  const saved: string[] = []
  const page = {
    startWorker: () => worker as unknown as Worker,
    randomId: () => 'x',
    save: (_: Blob, name: string) => void saved.push(name),
  }
  return { worker, saved, opening: gatheredSink(page)('a.bin', 3) }
}

test('what was gathered whole is handed to the browser before the worker hears of it', async () => {
  const { worker, saved, opening } = gathering()
  worker.say({ type: 'ready' })
  ports.push((await opening).port)
  expect(saved).toEqual([])
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const heard = new Promise((resolve) => {
    port1.onmessage = () => resolve([...saved])
  })
  worker.say({ type: 'whole', file: new Blob(['abc']) }, [port2])
  expect(await heard).toEqual(['a.bin'])
  expect(worker.terminated).toBe(false)
})

test('where there is no room to gather it, it is said so', async () => {
  const { worker, opening } = gathering()
  worker.say({ type: 'refused' })
  await expect(opening).rejects.toMatchObject({ code: 'save-failed', facts: { subject: 'room' } })
  expect(worker.terminated).toBe(true)
})
