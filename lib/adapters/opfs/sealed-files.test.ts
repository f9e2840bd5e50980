import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSealedFiles, removeSealedFiles } from './sealed-files.ts'
import { SyncFile } from './sync-file.fixture.ts'

const MiB = 2 ** 20
/** Enough for a file. */
const BIG = 2 * MiB
const stored = new Map<string, SyncFile>()
const held = new Set<string>()
/** What the next file is like. */
let made: (file: SyncFile) => void

const folder = {
  name: 'sealed',
  getFileHandle(name: string) {
    const file = stored.get(name) ?? new SyncFile()
    if (!stored.has(name)) made(file)
    stored.set(name, file)
    return Promise.resolve(file)
  },
  removeEntry: (name: string) => Promise.resolve(stored.delete(name)),
  async *keys() {
    yield* await Promise.resolve([...stored.keys()])
  },
}

/** Locks that are held until the test ends, or taken by whoever asks whether they are free. */
function request(name: string, options: unknown, work?: (lock: unknown) => unknown): Promise<unknown> {
  if (work !== undefined) return Promise.resolve(work(held.has(name) ? null : {}))
  held.add(name)
  return Promise.resolve((options as () => unknown)())
}

beforeEach(() => {
  stored.clear()
  held.clear()
  made = () => {}
  const getDirectory = () => Promise.resolve({ getDirectoryHandle: () => Promise.resolve(folder) })
  vi.stubGlobal('navigator', { deviceMemory: 8, storage: { getDirectory }, locks: { request } })
  vi.spyOn(performance, 'now').mockImplementation(() => [...stored.values()].reduce((sum, file) => sum + file.clock, 0))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('a file holds what was written to it, in any order, until it is removed', async () => {
  const file = await createSealedFiles('a').open(BIG)
  file?.write(Uint8Array.of(3, 4), 2)
  file?.write(Uint8Array.of(1, 2), 0)
  const whole = await file?.finish()
  expect(new Uint8Array((await whole?.arrayBuffer()) ?? [])).toEqual(Uint8Array.of(1, 2, 3, 4))
  expect([...stored.keys()]).toEqual(['a.1'])
  await file?.remove()
  expect(stored.size).toBe(0)
})

test('less than 2 MiB makes no file', async () => {
  const files = createSealedFiles('a')
  expect(await files.open(BIG - 1)).toBeNull()
  expect(await files.open(BIG)).not.toBeNull()
})

test('where there are no private files, there are none', async () => {
  vi.stubGlobal('navigator', { deviceMemory: 8, storage: {} })
  expect(await createSealedFiles('a').open(BIG)).toBeNull()
})

test('where the engine frees what a Blob held, there are none', async () => {
  Reflect.deleteProperty(navigator, 'deviceMemory')
  expect(await createSealedFiles('a').open(BIG)).toBeNull()
})

test('where the folder never comes, memory does', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const never = { getDirectory: () => new Promise(() => {}) }
  vi.stubGlobal('navigator', { deviceMemory: 8, storage: never, locks: { request } })
  const opening = createSealedFiles('a').open(BIG)
  await vi.runAllTimersAsync()
  expect(await opening).toBeNull()
})

test('files that are kept in memory are none, and not tried again', async () => {
  made = (file) => (file.asked = () => 0.1)
  const files = createSealedFiles('a')
  expect(await files.open(BIG)).toBeNull()
  expect(stored.size).toBe(0)
  made = () => {}
  expect(await files.open(BIG)).toBeNull()
})

test('a disk that was slow three times in a row is left alone', async () => {
  let takes = 0
  made = (file) => (file.takes = () => takes)
  const files = createSealedFiles('a')
  for (const ms of [81, 81, 79, 81, 81, 81]) {
    takes = ms
    const file = await files.open(BIG)
    file?.write(new Uint8Array(BIG), 0)
    await expect(file?.finish()).resolves.toBeInstanceOf(File)
  }
  expect(await files.open(BIG)).toBeNull()
})

test('once it was given up, there are no files', async () => {
  const files = createSealedFiles('a')
  files.giveUp()
  expect(await files.open(BIG)).toBeNull()
})

test('a write that finds no room throws', async () => {
  made = (file) => (file.room = 1)
  const file = await createSealedFiles('a').open(BIG)
  expect(() => file?.write(new Uint8Array(2), 0)).toThrow()
  await file?.remove()
  expect(stored.size).toBe(0)
})

test('what workers that are no more have left is removed, and nothing else', async () => {
  await createSealedFiles('alive').open(BIG)
  await createSealedFiles('gone').open(BIG)
  held.delete('snowdrop sealed gone')
  await removeSealedFiles()
  expect([...stored.keys()]).toEqual(['alive.1'])
})
