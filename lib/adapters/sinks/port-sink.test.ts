import { afterEach, expect, test } from 'vitest'
import type { Bytes } from '../../format/bytes.ts'
import type { FileSink } from '../../ports/file-sink.ts'
import { blobSink, MAX_GATHERED_BYTES } from './blob-sink.ts'
import { PortReader } from './port-reader.ts'
import { writeToPort } from './port-writer.ts'

const ports: MessagePort[] = []
afterEach(() => ports.splice(0).forEach((port) => port.close()))

function pair(freesTaken = false): { writer: FileSink; reader: PortReader } {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const reader = new PortReader(port2, { freesTaken })
  const writer = writeToPort(port1)
  return { writer, reader }
}

const chunk = (value: number): Bytes => new Uint8Array([value])
const stopped = new Error('stopped')
const settle = () => new Promise((resolve) => setTimeout(resolve, 20))

async function readAll(stream: ReadableStream<Bytes>): Promise<number[]> {
  const all: number[] = []
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return all
    all.push(...value)
  }
}

test.each([0, 1, 7, 8, 9, 100])(
  '%i chunks arrive in order, and closing waits for the last to be taken',
  async (count) => {
    const { writer, reader } = pair()
    const sent = (async () => {
      for (let value = 0; value < count; value += 1) await writer.write(chunk(value))
      await writer.close()
    })()
    expect(await readAll(reader.stream)).toEqual(Array.from({ length: count }, (_, value) => value))
    await sent
    expect(await reader.ended).toBe('closed')
  },
)

test('no more than the room is sent to a reader that takes nothing, and closing waits', async () => {
  const { writer, reader } = pair()
  let written = 0
  let closed = false
  const sent = (async () => {
    for (let value = 0; value < 20; value += 1) {
      await writer.write(chunk(value))
      written += 1
    }
    await writer.close()
    closed = true
  })()
  await settle()
  expect(written).toBe(8)
  const source = reader.stream.getReader()
  for (let value = 0; value < 19; value += 1) await source.read()
  await settle()
  expect({ written, closed }).toEqual({ written: 20, closed: false })
  await source.read()
  expect((await source.read()).done).toBe(true)
  await sent
})

test.each([
  [true, 20 - 8 - 8],
  [false, 0],
])('chunks are freed (%s) only long after they were taken, and never before', async (freesTaken, freed) => {
  const { writer, reader } = pair(freesTaken)
  const source = reader.stream.getReader()
  const taken: Bytes[] = []
  const sent = (async () => {
    for (let value = 0; value < 28; value += 1) await writer.write(chunk(value))
  })()
  for (let value = 0; value < 20; value += 1) {
    const { value: bytes } = await source.read()
    expect(bytes).toEqual(chunk(value))
    if (bytes !== undefined) taken.push(bytes)
  }
  await sent
  await settle()
  const gone = taken.filter(({ length }) => length === 0).length
  expect(gone).toBeGreaterThanOrEqual(freed)
  expect(gone).toBeLessThanOrEqual(freesTaken ? 20 - 8 : 0)
  expect(taken.slice(-8).map(([value]) => value)).toEqual([12, 13, 14, 15, 16, 17, 18, 19])
})

test('a piece of a larger buffer leaves the rest of it intact', async () => {
  const { writer, reader } = pair()
  const whole = new Uint8Array([1, 2, 3, 4])
  const received = readAll(reader.stream)
  await writer.write(whole.subarray(0, 2))
  await writer.write(whole.subarray(2))
  await writer.close()
  expect(await received).toEqual([1, 2, 3, 4])
})

test('an aborted writer breaks the stream and never ends it', async () => {
  const { writer, reader } = pair()
  const received = readAll(reader.stream)
  await writer.write(chunk(1))
  writer.abort(new Error('tampered'))
  await expect(received).rejects.toThrow()
  expect(await reader.ended).toBe('broken')
})

test.each([
  [
    'cancelled by the person',
    (reader: PortReader) => reader.stream.cancel(),
    { code: 'cancelled', facts: { subject: 'sink' } },
  ],
  ['broken off', (reader: PortReader) => reader.fail(), { code: 'save-failed' }],
] as const)('a download %s fails the writer, waiting or not', async (_, act, expected) => {
  const { writer, reader } = pair()
  for (let value = 0; value < 8; value += 1) await writer.write(chunk(value))
  const waiting = writer.write(chunk(8))
  await act(reader)
  await expect(waiting).rejects.toMatchObject(expected)
  await expect(writer.write(chunk(9))).rejects.toMatchObject(expected)
})

test('a download that the person stops is heard though nothing is being written, and goes before what follows', async () => {
  const { writer, reader } = pair()
  await writer.write(chunk(0))
  const heard = new Promise((resolve) => writer.broken.addEventListener('abort', () => resolve(writer.broken.reason)))
  await reader.stream.cancel()
  expect(await heard).toMatchObject({ code: 'cancelled', facts: { subject: 'sink' } })
  writer.abort(stopped)
  await expect(writer.close()).rejects.toMatchObject({ code: 'cancelled', facts: { subject: 'sink' } })
})

test('aborting ends what waits for a reader that takes nothing', async () => {
  const { writer, reader } = pair()
  for (let value = 0; value < 8; value += 1) await writer.write(chunk(value))
  const waiting = writer.write(chunk(8))
  writer.abort(stopped)
  await expect(waiting).rejects.toBe(stopped)
  expect(await reader.ended).toBe('broken')
  await expect(readAll(reader.stream)).rejects.toThrow()
})

test('aborting ends a close that waits for the last chunk to be taken', async () => {
  const { writer, reader } = pair()
  await writer.write(chunk(0))
  const closing = writer.close()
  writer.abort(stopped)
  await expect(closing).rejects.toBe(stopped)
  expect(await reader.ended).toBe('broken')
})

test('what is closed is broken by nothing any more', async () => {
  const { writer, reader } = pair()
  const received = readAll(reader.stream)
  await writer.write(chunk(1))
  await writer.close()
  writer.abort(stopped)
  await settle()
  expect({ received: await received, broken: writer.broken.aborted }).toEqual({ received: [1], broken: false })
})

test('a reader that vanishes before the end was taken fails the writer', async () => {
  const { writer } = pair()
  await writer.write(chunk(0))
  const closing = writer.close()
  ports[1]?.close()
  await expect(closing).rejects.toMatchObject({ code: 'save-failed' })
})

test('a gathered file is saved when it is whole, and not at all when it breaks', async () => {
  const saved: string[] = []
  const open = blobSink((blob, name) => void blob.text().then((text) => saved.push(`${name} ${text}`)))
  const whole = writeToPort((await open('whole', 2)).port)
  await whole.write(new TextEncoder().encode('ok'))
  await whole.close()
  const cut = writeToPort((await open('cut', 2)).port)
  await cut.write(new TextEncoder().encode('o'))
  cut.abort(stopped)
  await settle()
  expect(saved).toEqual(['whole ok'])
})

test.each([null, MAX_GATHERED_BYTES + 1])('a file of %s bytes is not gathered in memory', async (size) => {
  await expect(blobSink(() => {})('x', size)).rejects.toMatchObject({
    code: 'browser-unsupported',
    facts: { subject: 'large download' },
  })
})
