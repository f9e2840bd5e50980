import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { partName } from './paths.ts'
import { copiesOf, openRange, piecesOf } from './read-range.ts'

const MiB = 1 << 20
const parts = [3 * MiB, 1, 2 * MiB + 5].map((length, index) => ({ number: index + 1, length }))
const whole = Buffer.concat(parts.map(({ length, number }) => Buffer.alloc(length, `bytes of part ${number}, `)))
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowdrop-ranges-'))
  let start = 0
  for (const { number, length } of parts) {
    await writeFile(join(directory, partName(number)), whole.subarray(start, start + length))
    start += length
  }
})
afterAll(() => rm(directory, { recursive: true }))

const open = (offset: number, length: number) => openRange(directory, piecesOf(parts, { offset, length }))

async function openFiles(): Promise<string[]> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  )
  return links.filter((path) => path.startsWith(directory))
}

test.each([
  ['all of it', 0, whole.length],
  ['one byte', 0, 1],
  ['the last byte', whole.length - 1, 1],
  ['the end of a part', 3 * MiB - 1, 1],
  ['a part of one byte', 3 * MiB, 1],
  ['across three parts', 3 * MiB - 2, 5],
  ['a little more than is read at once', 1, MiB + 1],
])('%s is read, and copied', async (_, offset, length) => {
  const copies = await new Response(
    copiesOf(await open(offset, length)) as ReadableStream<Uint8Array<ArrayBuffer>>,
  ).bytes()
  expect(Buffer.compare(copies, whole.subarray(offset, offset + length))).toBe(0)
  expect(await openFiles()).toEqual([])
})

test('a piece stands while the next one is read, and two buffers do for all of them', async () => {
  const bytes = await open(0, whole.length)
  const memory = new Set<ArrayBufferLike>()
  let [piece, start] = [await bytes.next(), 0]
  while (piece !== null) {
    const next = await bytes.next()
    expect(Buffer.compare(piece, whole.subarray(start, start + piece.length))).toBe(0)
    memory.add(piece.buffer)
    start += piece.length
    piece = next
  }
  expect([start, memory.size]).toEqual([whole.length, 2])
})

test.each([0, 1, 2])(
  'closed after %i pieces, while another is read, it leaves no file open and ends',
  async (before) => {
    const bytes = await open(0, whole.length)
    for (let count = 0; count < before; count += 1) await bytes.next()
    const reading = bytes.next()
    await Promise.all([bytes.close(), bytes.close(), reading])
    expect(await bytes.next()).toBeNull()
    expect(await openFiles()).toEqual([])
  },
)
