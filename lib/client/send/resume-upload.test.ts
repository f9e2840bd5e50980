import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemorySenderStore } from '../../adapters/memory/memory-sender-store.ts'
import { createMemoryUploadLocks } from '../../adapters/memory/memory-upload-locks.ts'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { SenderStore } from '../../ports/sender-store.ts'
import type { UploadLocks } from '../../ports/upload-locks.ts'
import { type FixtureDrop, Instance } from '../instance.fixture.ts'
import type { FileSource, SendDrop } from './send-state.ts'
import {
  choice,
  openStored,
  PART,
  reach,
  ready,
  type Setting,
  sourceOf,
  startSending,
  until,
} from './sending.fixture.ts'

const someBytes = (length: number): Bytes => new Uint8Array(randomBytes(length))
const [a, b] = [someBytes(70_000), someBytes(5000)]
const [fileA, fileB] = [sourceOf('folder/a', a), sourceOf('b', b)]

/** A browser: what its tabs share. */
let store: SenderStore
let locks: UploadLocks
let instance: Instance
let crashes: (() => void)[] = []
beforeEach(async () => {
  instance = await Instance.start()
  store = createMemorySenderStore()
  locks = createMemoryUploadLocks()
})
afterEach(async () => {
  for (const crash of crashes) crash()
  crashes = []
  await instance.close()
})

/** A tab that can crash: from then on nothing of it reaches the server or the device, and its locks are free. */
function openTab(setting: Setting = {}): { drop: SendDrop; crash: () => void } {
  const held = new Set<() => void>()
  const life = { over: false }
  const device = { store, locks }
  const alive = <T>(work: () => Promise<T>): Promise<T> => (life.over ? new Promise(() => {}) : work())
  const own: SenderStore = {
    drops: () => alive(() => device.store.drops()),
    changeDrop: (id, change) => alive(() => device.store.changeDrop(id, change)),
    uploads: () => alive(() => device.store.uploads()),
    putUpload: (upload) => alive(() => device.store.putUpload(upload)),
    putPart: (id, number, salt) => alive(() => device.store.putPart(id, number, salt)),
    removeUpload: (id) => alive(() => device.store.removeUpload(id)),
    keeping: (value) => alive(() => device.store.keeping(value)),
  }
  const ownLocks: UploadLocks = {
    taken: () => device.locks.taken(),
    take: async (id) => {
      const release = await device.locks.take(id)
      if (release !== null) held.add(release)
      return release
    },
  }
  const network: typeof fetch = (input, init) => alive(() => fetch(input, init))
  const drop = startSending(instance, { store: own, locks: ownLocks, fetch: network, ...setting })
  const crash = () => {
    life.over = true
    for (const release of held) release()
  }
  crashes.push(crash)
  return { drop, crash }
}

/** The machine may be slow. */

function unfinished(drop: SendDrop) {
  const state = drop.state()
  return state.phase === 'empty' ? state.unfinished : []
}

/** A tab that crashes when it stored so many parts. Answers what is stored then. */
async function crashAfter(parts: number, sources: readonly FileSource[] = [fileA]): Promise<FixtureDrop> {
  let puts = 0
  instance.fault = (request) => (request.startsWith('PUT') && ++puts > parts ? 'silent' : null)
  const { drop, crash } = openTab()
  drop.add(sources)
  await until(async () => expect((await store.uploads())[0]?.parts.size).toBe(parts))
  crash()
  instance.fault = () => null
  return instance.live
}

/** Another tab, once it shows what is unfinished. */
async function openAfter(setting: Setting = {}) {
  const tab = openTab(setting)
  const list = await until(() => {
    const found = unfinished(tab.drop)
    expect(found).toHaveLength(1)
    return found
  })
  return { ...tab, upload: list[0]! }
}

test('after a crash the same files go on where storage acknowledged them', async () => {
  const former = await crashAfter(20, [fileA, fileB])
  const noted = [...((await store.uploads())[0]?.parts.keys() ?? [])]
  const { drop, upload } = await openAfter()
  expect(upload).toMatchObject({
    id: former.id,
    files: [
      { path: 'folder/a', size: 70_000 },
      { path: 'b', size: 5000 },
    ],
    progress: { doneBytes: 20 * PART, totalBytes: 75_000, secondsLeft: null },
    hasHandles: false,
    isElsewhere: false,
  })
  drop.resume(upload.id, [fileB, fileA])
  expect(await reach(drop, 'gathering')).toMatchObject({ files: [{ path: 'folder/a' }, { path: 'b' }] })
  drop.makeLink(choice)
  const { link, totalBytes } = await ready(drop)
  expect(totalBytes).toBe(75_000)
  expect(instance.live).toBe(former)
  const { manifest, plaintext } = await openStored(instance, link.url, former)
  expect(plaintext).toEqual(concatBytes(a, b, new Uint8Array(manifest.paddedLength - 75_000)))
  expect(noted.filter((number) => former.puts.get(number) !== 1)).toEqual([])
  await until(async () => expect(await store.uploads()).toEqual([]))
  expect(await locks.taken()).toEqual(new Set())
})

test('what is acknowledged stays, and is counted, after several crashes', async () => {
  await crashAfter(10)
  for (const least of [20, 30]) {
    let puts = 0
    instance.fault = (request) => (request.startsWith('PUT') && ++puts > 15 ? 'silent' : null)
    const { drop, crash, upload } = await openAfter()
    drop.resume(upload.id, [fileA])
    await until(async () => {
      const noted = (await store.uploads())[0]?.parts.size ?? 0
      expect(noted).toBeGreaterThanOrEqual(least)
      expect(drop.state()).toMatchObject({ phase: 'gathering', progress: { doneBytes: noted * PART } })
    })
    crash()
  }
  instance.fault = () => null
  const { drop, upload } = await openAfter()
  drop.resume(upload.id, [fileA])
  await reach(drop, 'gathering')
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(instance, link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
})

test('a part that storage has and nobody noted is sealed afresh, and replaces the former one', async () => {
  const noted = new Set<number>()
  const putPart: SenderStore['putPart'] = (id, number, salt) => {
    if (noted.size === 5) return new Promise(() => {})
    noted.add(number)
    return store.putPart(id, number, salt)
  }
  const { drop: first, crash } = openTab({ store: { ...store, putPart } })
  first.add([fileA])
  // What is to be sent next does not wait for notes.
  await until(() => expect(instance.live.parts.size).toBe(68))
  crash()
  const stale = [...instance.live.parts].filter(([number]) => !noted.has(number))
  const { drop, upload } = await openAfter()
  expect(upload.progress.doneBytes).toBe(5 * PART)
  drop.resume(upload.id, [fileA])
  await reach(drop, 'gathering')
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect(stale).toHaveLength(63)
  expect([...instance.changed].sort()).toEqual(stale.map(([number]) => `${upload.id}/${number}`).sort())
  expect(stale.some(([number, sealed]) => instance.live.parts.get(number) === sealed)).toBe(false)
  expect((await openStored(instance, link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
})

test('a crash while the end was stored: the end is sealed afresh, for no note says that it is the end', async () => {
  instance.fault = (request) => (request.endsWith('/complete') ? 'silent' : null)
  const { drop: first, crash } = openTab()
  first.add([fileB])
  first.makeLink(choice)
  await until(() => expect(instance.requests.at(-1)).toMatch(/complete$/))
  crash()
  instance.fault = () => null
  expect((await store.uploads())[0]?.parts.size).toBe(4)
  expect(instance.live.parts.size).toBe(64)
  const { drop, upload } = await openAfter()
  drop.resume(upload.id, [fileB])
  await reach(drop, 'gathering')
  drop.add([fileA])
  drop.makeLink(choice)
  const { link } = await ready(drop)
  const { plaintext } = await openStored(instance, link.url, instance.live)
  expect(plaintext.subarray(0, 75_000)).toEqual(concatBytes(b, a))
})

const touched = (path: string, bytes: Bytes, lastModified = 1000) => ({
  path,
  file: new File([bytes], 'x', { lastModified }),
})
test.each<[string, readonly FileSource[]]>([
  ['another size', [touched('folder/a', someBytes(69_999))]],
  ['another time', [touched('folder/a', a, 1001)]],
  ['another path', [touched('a', a)]],
  ['one too many', [fileA, fileB]],
  ['the same twice', [fileA, fileA]],
  ['none', []],
])('files that are not the same are refused, and nothing is lost: %s', async (_, sources) => {
  await crashAfter(20)
  const before = await store.uploads()
  const { drop, upload } = await openAfter()
  drop.resume(upload.id, sources)
  await until(() => expect(drop.state()).toMatchObject({ phase: 'empty', refusal: { code: 'file-changed' } }))
  expect(await store.uploads()).toEqual(before)
  expect(await locks.taken()).toEqual(new Set())
  drop.resume(upload.id, [fileA])
  expect(await reach(drop, 'gathering')).not.toHaveProperty('refusal')
})

test('of two tabs that go on with one upload exactly one does, and the other hears of it', async () => {
  await crashAfter(20)
  const noted = [...((await store.uploads())[0]?.parts.keys() ?? [])]
  const tabs = [await openAfter(), await openAfter(), await openAfter()]
  for (const { drop, upload } of tabs) drop.resume(upload.id, [fileA])
  await until(() => {
    const phases = tabs.map(({ drop }) => drop.state().phase)
    expect(phases.sort()).toEqual(['empty', 'empty', 'gathering'])
    const others = tabs.filter(({ drop }) => drop.state().phase === 'empty')
    expect(others.map(({ drop }) => unfinished(drop)[0]?.isElsewhere)).toEqual([true, true])
  })
  const [winner] = tabs.filter(({ drop }) => drop.state().phase === 'gathering')
  const [loser] = tabs.filter(({ drop }) => drop.state().phase === 'empty')
  loser!.drop.discard(loser!.upload.id)
  winner!.drop.makeLink(choice)
  const { link } = await ready(winner!.drop)
  expect((await openStored(instance, link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
  expect(noted.filter((number) => instance.live.puts.get(number) !== 1)).toEqual([])
})

test('another tab sees a running upload as one that is elsewhere, and cannot take it', async () => {
  instance.fault = (request) => (request.endsWith('/parts/30') ? 'silent' : null)
  const running = openTab()
  running.drop.add([fileA])
  await until(async () => expect((await store.uploads())[0]?.parts.size).toBe(67))
  const { drop, upload } = await openAfter()
  expect(upload).toMatchObject({ isElsewhere: true, progress: { doneBytes: 67 * PART } })
  drop.resume(upload.id, [fileA])
  drop.discard(upload.id)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(drop.state()).toMatchObject({ phase: 'empty', unfinished: [{ isElsewhere: true }] })
  expect(instance.live.id).toBe(upload.id)
})

test('whoever comes back to the page sees whether another tab is still at an upload', async () => {
  instance.fault = (request) => (request.endsWith('/parts/30') ? 'silent' : null)
  const running = openTab()
  running.drop.add([fileA])
  await until(async () => expect((await store.uploads())[0]?.parts.size).toBe(67))
  let comeBack = () => {}
  const { drop } = await openAfter({ onReturn: (listener) => (comeBack = listener) })
  expect(unfinished(drop)[0]?.isElsewhere).toBe(true)
  running.crash()
  comeBack()
  await until(() => expect(unfinished(drop)[0]?.isElsewhere).toBe(false))
})

test('more files may come after going on; one that was begun with can only be taken out by starting again', async () => {
  await crashAfter(20)
  const { drop, upload } = await openAfter()
  drop.resume(upload.id, [fileA])
  await reach(drop, 'gathering')
  drop.add([fileB])
  await until(async () => expect((await store.uploads())[0]?.upload.files).toHaveLength(2))
  await until(() => expect(drop.state()).toMatchObject({ progress: { doneBytes: 73 * PART } }))
  const { files } = await reach(drop, 'gathering')
  drop.remove(files[0]!.key)
  await until(() => expect(instance.drops.get(upload.id)?.ended).toMatchObject({ reason: 'revoked' }))
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect(instance.live.id).not.toBe(upload.id)
  expect((await openStored(instance, link.url, instance.live)).manifest).toMatchObject({ files: [{ path: 'b' }] })
  await until(async () => expect(await store.uploads()).toEqual([]))
})

test('files are noted before anything of them is sealed', async () => {
  const noted = Promise.withResolvers<undefined>()
  const { drop } = openTab({
    store: { ...store, putUpload: (upload) => noted.promise.then(() => store.putUpload(upload)) },
  })
  drop.add([fileA])
  await until(() => expect(instance.drops.size).toBe(1))
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(instance.live.parts.size).toBe(0)
  noted.resolve(undefined)
  await until(() => expect(instance.live.parts.size).toBe(68))
})

test('what the server has forgotten or ended is not offered', async () => {
  const former = await crashAfter(20)
  former.ended = { reason: 'expired', at: 1 }
  const { drop } = openTab()
  await until(async () => expect(await store.uploads()).toEqual([]))
  await until(() => expect(drop.state()).toEqual({ phase: 'empty', unfinished: [] }))
})

test('an upload that ends at the server while it is chosen fails, and is forgotten', async () => {
  const former = await crashAfter(20)
  const { drop, upload } = await openAfter()
  former.ended = { reason: 'expired', at: 1 }
  drop.resume(upload.id, [fileA])
  expect(await reach(drop, 'failed')).toMatchObject({ error: { code: 'upload-ended' }, files: [{ path: 'folder/a' }] })
  await until(async () => expect(await store.uploads()).toEqual([]))
  drop.startOver()
  expect(drop.state()).toEqual({ phase: 'empty', unfinished: [] })
})

test('without a network the list stands, and going on waits for it', async () => {
  await crashAfter(20)
  instance.fault = () => 'cut'
  const { drop, upload } = await openAfter({ stuckAfter: 30 })
  drop.resume(upload.id, [fileA])
  expect(await reach(drop, 'paused')).toMatchObject({ error: { code: 'network' }, files: [{ path: 'folder/a' }] })
  instance.fault = () => null
  drop.retry()
  await reach(drop, 'gathering')
  drop.makeLink(choice)
  await ready(drop)
})

test('what is discarded or cancelled is deleted and forgotten', async () => {
  const first = await crashAfter(20)
  const one = await openAfter()
  one.drop.discard(one.upload.id)
  await until(() => expect(one.drop.state()).toEqual({ phase: 'empty', unfinished: [] }))
  await until(() => expect(first.ended).toMatchObject({ reason: 'revoked' }))
  const second = await crashAfter(20)
  const other = await openAfter()
  other.drop.resume(other.upload.id, [fileA])
  await reach(other.drop, 'gathering')
  other.drop.cancel()
  await until(() => expect(second.ended).toMatchObject({ reason: 'revoked' }))
  await until(() => expect(other.drop.state()).toEqual({ phase: 'empty', unfinished: [] }))
  expect(await store.uploads()).toEqual([])
  expect(await locks.taken()).toEqual(new Set())
})

test('an upload of which no whole part is stored leaves nothing behind', async () => {
  const { drop: first, crash } = openTab()
  first.add([sourceOf('small', someBytes(PART))])
  await until(async () => expect(await store.uploads()).toHaveLength(1))
  await until(() => expect(instance.drops.size).toBe(1))
  crash()
  const former = instance.live
  openTab()
  await until(async () => expect(await store.uploads()).toEqual([]))
  await until(() => expect(former.ended).not.toBeNull())
})

test.each<[string, () => Setting]>([
  ['refuses', () => ({ store: createMemorySenderStore({ refuses: true }) })],
  ['has no locks', () => ({ locks: { take: () => Promise.resolve(null), taken: () => Promise.resolve(new Set()) } })],
  [
    'fails in the middle',
    () => ({ store: { ...store, putPart: () => Promise.reject(new DropError('save-failed', { subject: 'list' })) } }),
  ],
])('a device that %s costs the drop nothing, and nothing is offered later', async (_, setting) => {
  const { drop } = openTab(setting())
  drop.add([fileA])
  await until(() => expect(instance.live.parts.size).toBe(68))
  expect(await store.uploads()).toEqual([])
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(instance, link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
})

test('whoever turned keeping off leaves no unfinished upload, and neither does what was written', async () => {
  await store.keeping(false)
  const { drop } = openTab()
  drop.add([fileA])
  await until(() => expect(instance.live.parts.size).toBe(68))
  expect(await store.uploads()).toEqual([])
  drop.cancel()
  await store.keeping(true)
  const puts = vi.spyOn(store, 'putUpload')
  drop.write({ kind: 'note', text: 'secret' }, choice)
  await ready(drop)
  expect(puts).not.toHaveBeenCalled()
})

function handleOf(file: File, permission: PermissionState): FileSystemFileHandle {
  const handle: Partial<FileSystemFileHandle> & object = {
    kind: 'file',
    name: file.name,
    getFile: () => Promise.resolve(file),
  }
  const ask = { queryPermission: () => Promise.resolve('prompt'), requestPermission: () => Promise.resolve(permission) }
  return Object.assign(handle as FileSystemFileHandle, ask)
}

test('with handles the files need not be chosen again; the sender is asked, and may say no', async () => {
  const answers: PermissionState[] = ['denied', 'granted']
  const handle = handleOf(fileA.file, 'granted')
  Object.assign(handle, { requestPermission: () => Promise.resolve(answers.shift()) })
  await crashAfter(20, [{ ...fileA, handle }])
  const { drop, upload } = await openAfter()
  expect(upload.hasHandles).toBe(true)
  drop.resume(upload.id, null)
  await until(() => expect(drop.state()).toMatchObject({ refusal: { code: 'file-unreadable' } }))
  drop.resume(upload.id, null)
  await reach(drop, 'gathering')
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(instance, link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
})

test('a file that changed behind its handle is refused', async () => {
  const changed = new File([a], 'a', { lastModified: 2000 })
  await crashAfter(20, [{ ...fileA, handle: handleOf(changed, 'granted') }])
  const { drop, upload } = await openAfter()
  drop.resume(upload.id, null)
  await until(() => expect(drop.state()).toMatchObject({ phase: 'empty', refusal: { code: 'file-changed' } }))
})

test('a file taken out just before a full part: the part is sealed anew as the last one', async () => {
  const { drop } = openTab()
  const whole = someBytes(64 * PART)
  drop.add([sourceOf('whole', whole), sourceOf('more', someBytes(1))])
  await until(() => expect(drop.state()).toMatchObject({ progress: { doneBytes: 64 * PART } }))
  const { files } = await reach(drop, 'gathering')
  drop.remove(files[1]!.key)
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(instance, link.url, instance.live)).plaintext).toEqual(whole)
})
