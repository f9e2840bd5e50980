import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSealedFiles, removeSealedFiles } from './sealed-files.ts'
import { SyncFile } from './sync-file.fixture.ts'

const MiB = 2 ** 20
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
  vi.stubGlobal('navigator', { storage: { getDirectory }, locks: { request } })
  vi.spyOn(performance, 'now').mockImplementation(() => [...stored.values()].reduce((sum, file) => sum + file.clock, 0))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('a file holds what was written to it, in any order, until it is removed', async () => {
  const file = await createSealedFiles('a').open(MiB)
  file?.write(Uint8Array.of(3, 4), 2)
  file?.write(Uint8Array.of(1, 2), 0)
  const whole = await file?.finish()
  expect(new Uint8Array((await whole?.arrayBuffer()) ?? [])).toEqual(Uint8Array.of(1, 2, 3, 4))
  expect([...stored.keys()]).toEqual(['a.1'])
  await file?.remove()
  expect(stored.size).toBe(0)
})

test('less than 1 MiB makes no file', async () => {
  const files = createSealedFiles('a')
  expect(await files.open(MiB - 1)).toBeNull()
  expect(await files.open(MiB)).not.toBeNull()
})

test('where there are no private files, there are none', async () => {
  vi.stubGlobal('navigator', { storage: {} })
  expect(await createSealedFiles('a').open(MiB)).toBeNull()
})

test('files that are kept in memory are none, and not tried again', async () => {
  made = (file) => (file.asked = () => 0.1)
  const files = createSealedFiles('a')
  expect(await files.open(MiB)).toBeNull()
  expect(stored.size).toBe(0)
  made = () => {}
  expect(await files.open(MiB)).toBeNull()
})

test('a disk that was slow three times is left alone', async () => {
  let takes = 11
  made = (file) => (file.takes = () => takes)
  const files = createSealedFiles('a')
  for (const ms of [11, 9, 11, 11]) {
    takes = ms
    const file = await files.open(MiB)
    file?.write(new Uint8Array(MiB), 0)
    await expect(file?.finish()).resolves.toBeInstanceOf(File)
  }
  expect(await files.open(MiB)).toBeNull()
})

test('once it was given up, there are no files', async () => {
  const files = createSealedFiles('a')
  files.giveUp()
  expect(await files.open(MiB)).toBeNull()
})

test('a write that finds no room throws', async () => {
  made = (file) => (file.room = 1)
  const file = await createSealedFiles('a').open(MiB)
  expect(() => file?.write(new Uint8Array(2), 0)).toThrow()
  await file?.remove()
  expect(stored.size).toBe(0)
})

test('what workers that are no more have left is removed, and nothing else', async () => {
  await createSealedFiles('alive').open(MiB)
  await createSealedFiles('gone').open(MiB)
  held.delete('snowdrop sealed gone')
  await removeSealedFiles()
  expect([...stored.keys()]).toEqual(['alive.1'])
})
