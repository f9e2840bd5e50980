import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openKeptParts } from './kept-parts.ts'
import { SyncFile } from './sync-file.fixture.ts'

let file: SyncFile
let lost = 0
const open = () => openKeptParts('a', () => (lost += 1))

beforeEach(() => {
  file = new SyncFile()
  vi.spyOn(performance, 'now').mockImplementation(() => file.clock)
  lost = 0
  const folder = { getFileHandle: () => Promise.resolve(file) }
  const root = { getDirectoryHandle: () => Promise.resolve(folder) }
  vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.resolve(root) } })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('what is written is there for the next page', async () => {
  const first = await open()
  first?.write(0, Uint8Array.of(1, 2, 3))
  first?.write(3, Uint8Array.of(4))
  first?.close()
  const second = await open()
  expect(second?.length).toBe(4)
  expect(second?.read(1, 3)).toEqual(Uint8Array.of(2, 3, 4))
  expect(() => second?.read(2, 3)).toThrow()
  second?.cut(2)
  expect(second?.length).toBe(2)
  // What begins behind a gap cannot be read again from the beginning.
  second?.write(3, Uint8Array.of(9))
  expect(second?.length).toBe(2)
  expect(lost).toBe(0)
})

test('a file that another tab has open is not kept', async () => {
  const first = await open()
  expect(await open()).toBeNull()
  first?.close()
  expect(await open()).not.toBeNull()
})

test('a browser without such files keeps nothing', async () => {
  vi.stubGlobal('navigator', {})
  expect(await open()).toBeNull()
})

test('where no room is left, what was kept goes, once', async () => {
  file.room = 10
  const kept = await open()
  for (let at = 0; at < 16; at += 4) kept?.write(at, new Uint8Array(4))
  expect({ lost, length: kept?.length, there: file.bytes.length }).toEqual({ lost: 1, length: 0, there: 0 })
})

/** 1 MiB pieces: 2.5 ms for each is 400 MiB/s. */
test.each([
  ['always fast', () => 2.4, 0],
  ['slow seven times of eight', (write: number) => (write % 8 === 0 ? 1 : 9), 0],
  ['nearly always slow', (write: number) => (write % 16 === 0 ? 1 : 9), 1],
  ['always slow', () => 4, 1],
  ['slow later', (write: number) => (write > 32 ? 9 : 1), 0],
])('a file that may lie in memory and is %s', async (_, takes, expected) => {
  file.asked = () => 0.1
  file.takes = takes
  const kept = await open()
  for (let at = 0; at < 40; at += 1) kept?.write(at * 2 ** 20, new Uint8Array(2 ** 20))
  expect(lost).toBe(expected)
  expect(kept?.length).toBe(expected === 0 ? 40 * 2 ** 20 : 0)
})

/** 40 questions make a turn, after one for the length itself. */
test.each([
  ['at once', () => 0.0005, 0],
  ['nearly at once', () => 0.009, 0],
  ['at once, where it is let', (question: number) => (question <= 81 ? 0.1 : 0.0005), 0],
  ['after a way to another process', () => 0.1, 1],
  ['nearly always after such a way', (question: number) => (question % 40 < 4 ? 0.1 : 0.001), 1],
])('a slow file that tells its size %s', async (_, asked, expected) => {
  file.asked = asked
  file.takes = () => 40
  const kept = await open()
  for (let at = 0; at < 40; at += 1) kept?.write(at * 2 ** 20, new Uint8Array(2 ** 20))
  expect(lost).toBe(expected)
})
