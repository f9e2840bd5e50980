import { expect, test } from 'vitest'
import { PipedFile } from './piped-file.ts'

const bytes = (from: number, length: number) => Uint8Array.from({ length }, (_, at) => (from + at) % 256)

async function read(file: PipedFile, start: number, length: number): Promise<Uint8Array> {
  const into = new Uint8Array(length)
  await file.read(into, start)
  return into
}

test('what came in pieces is read in others, in any order, once', async () => {
  const file = new PipedFile(5, 0)
  const [piece, whole] = [3_000_017, 9 * 3_000_017]
  for (let at = 0; at < whole; at += piece) file.push(bytes(at, piece))
  expect(file.size).toBe(whole)
  for (const [start, end] of [
    [10_000_000, 20_000_000],
    [0, 10_000_000],
    [20_000_000, whole],
  ] as const) {
    const found = await read(file, start, end - start)
    expect(Buffer.compare(found, bytes(start, end - start))).toBe(0)
  }
  await expect(async () => read(file, 0, 1)).rejects.toThrow('gone')
})

test('its beginning can be read again', async () => {
  const file = new PipedFile(5, 150)
  for (let at = 0; at < 300; at += 100) file.push(bytes(at, 100))
  expect(await read(file, 0, 300)).toEqual(bytes(0, 300))
  expect(await read(file, 0, 150)).toEqual(bytes(0, 150))
  expect(await read(file, 10, 20)).toEqual(bytes(10, 20))
})

test('whoever fills it waits until enough of it was read', async () => {
  const file = new PipedFile(5, 0)
  file.push(bytes(0, 100))
  await file.room(100)
  file.push(bytes(100, 100))
  let hasRoom = false
  const room = file.room(100).then(() => (hasRoom = true))
  await read(file, 0, 99)
  await Promise.resolve()
  expect(hasRoom).toBe(false)
  await read(file, 99, 1)
  await room
})
