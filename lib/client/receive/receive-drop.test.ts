import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Bytes, utf8 } from '../../format/bytes.ts'
import type { ReceiverApi } from '../../ports/drop-api.ts'
import { type Fault, Instance } from '../instance.fixture.ts'
import type { ReceiveDrop } from './receive-state.ts'
import {
  Disk,
  faultAt as faultOf,
  file,
  isOver,
  type Lie,
  openedTab,
  openTab,
  phase,
  quick,
  type Tab,
  until,
} from './receiving.fixture.ts'
import { storeDrop } from './sealed-drop.fixture.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
})
afterEach(() => instance.close())

function start(disk: Disk, patience = quick, lie: Lie = () => ({})): ReceiveDrop {
  return openTab(instance, { disk, patience, lie }).receiving
}
const opened = (code: string, disk = new Disk()): Promise<Tab> => openedTab(instance, code, { disk })
const faultAt = (pattern: RegExp, n: number, fault: Fault) => faultOf(instance, pattern, n, fault)

test.each([0, 1, 1023, 1024, 1025, 4096, 65_535, 65_536, 65_537, 200_000])(
  'one file of %i bytes is saved as itself, and its lease completed',
  async (length) => {
    const sent = file('folder/a.bin', length)
    const { code, drop } = await storeDrop(instance, [sent])
    const { receiving, disk } = await opened(code)
    receiving.receive('all')
    expect((await until(receiving, isOver)).phase).toBe('received')
    expect(disk).toMatchObject({ name: 'a.bin', size: length, outcome: 'whole' })
    expect(disk.bytes).toEqual(sent.bytes)
    expect(drop.ended?.reason).toBe('used-up')
  },
)

test('several files are saved as a zip that a stranger can read, of the size that was announced', async () => {
  const sent = [
    file('box/a.txt', 5000, Date.UTC(2020, 1, 2)),
    file('box/b/leer.txt', 0, 1),
    file('box/Ω é.bin', 70_000),
  ]
  const { code } = await storeDrop(instance, sent)
  const { receiving, disk } = await opened(code)
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.name).toBe('box.zip')
  expect(disk.bytes.length).toBe(disk.size)
  const folder = mkdtempSync(join(tmpdir(), 'snowdrop-zip-'))
  writeFileSync(join(folder, 'z.zip'), disk.bytes)
  const script =
    'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None\nfor n in z.namelist(): print(len(z.read(n)),n)'
  const listing = execFileSync('python3', ['-c', script, join(folder, 'z.zip')], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  expect(listing.trim().split('\n')).toEqual(sent.map(({ path, bytes }) => `${bytes.length} ${path}`))
})

test('looking claims nothing and shows what there is', async () => {
  const { code } = await storeDrop(instance, [file('a', 10), file('b', 20)], { maxDownloads: 5 })
  const { receiving } = await opened(`https://example.org/d#${code}`)
  expect(receiving.state()).toMatchObject({
    drop: {
      files: [
        { path: 'a', size: 10 },
        { path: 'b', size: 20 },
      ],
      totalBytes: 30,
      placesLeft: 5,
      maxDownloads: 5,
    },
  })
  expect(instance.requests.map((request) => request.replace(/[\w-]{22}/, 'x'))).toEqual([
    'GET /api/v1/links/x',
    'POST /api/v1/links/x/open',
  ])
})

test.each(['', '#', '  '])('the text %j asks for a code', (text) => {
  const receiving = start(new Disk())
  receiving.open(text)
  expect(receiving.state()).toEqual({ phase: 'asking', error: null })
})

test('a code with a slip is told before any request', async () => {
  const { code } = await storeDrop(instance, [file('a', 10)])
  const receiving = start(new Disk())
  // Of another secret the checksum would be right once in 1,024; character 22 holds bits of nothing but it.
  receiving.open(`${code.slice(0, 22)}${code[22] === 'A' ? 'B' : 'A'}${code.slice(23)}`)
  const state = await until(receiving, phase('asking'))
  expect(state).toMatchObject({ error: { code: 'link-malformed' } })
  expect(instance.requests).toEqual([])
})

test.each(['expired', 'used-up', 'revoked', 'removed', 'lost'] as const)(
  'a link that ended as %s says so',
  async (reason) => {
    const { code, drop } = await storeDrop(instance, [file('a', 10)])
    drop.ended = { reason, at: 5 }
    const receiving = start(new Disk())
    receiving.open(code)
    expect(await until(receiving, phase('failed'))).toMatchObject({ error: { code: reason, facts: { at: 5 } } })
  },
)

test('two downloads of one place: the second is told that it is held, and the first goes on', async () => {
  const { code } = await storeDrop(instance, [file('a', 70_000)])
  const first = await opened(code)
  const second = await opened(code)
  instance.fault = (request) => (request.startsWith('GET /blobs') ? 'silent' : null)
  first.receiving.receive('all')
  await until(first.receiving, (state) => state.phase === 'receiving' && state.stage === 'receiving')
  second.receiving.receive('all')
  expect(await until(second.receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'held' } })
  expect(second.disk.outcome).toBe('broken')
  instance.fault = () => null
  expect((await until(first.receiving, isOver)).phase).toBe('received')
})

test.each([
  ['a window is cut', /GET \/blobs/, 2, { cutBodyAt: 9000 }],
  ['a window is cut inside its first chunk', /GET \/blobs/, 1, { cutBodyAt: 500 }],
  ['a window is cut at a chunk boundary', /GET \/blobs/, 2, { cutBodyAt: 1040 }],
  ['a window is cut at a part boundary', /GET \/blobs/, 2, { cutBodyAt: 4160 }],
  ['a window stalls', /GET \/blobs/, 3, { stallBodyAt: 3000 }],
  ['a window is refused with 503', /GET \/blobs/, 2, { status: 503 }],
  ['a window is refused with 403', /GET \/blobs/, 2, { status: 403 }],
  ['the claim is cut', /leases$/, 1, 'cut'],
  ['the answer to the claim is lost', /leases$/, 1, 'lose-answer'],
  ['a grant is cut', /grants$/, 1, 'cut'],
  ['the answer to a grant is lost', /grants$/, 2, 'lose-answer'],
  ['a grant answers 500', /grants$/, 1, { status: 500 }],
  ['the completion is cut', /complete$/, 1, 'cut'],
] as const)('it goes on within the same lease where %s', async (_, pattern, n, fault) => {
  const sent = file('a.bin', 150_000)
  const { code, drop } = await storeDrop(instance, [sent])
  const { receiving, disk } = await openedTab(instance, code, { stallMs: 150 })
  faultAt(pattern, n, fault)
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.bytes).toEqual(sent.bytes)
  expect(disk.outcome).toBe('whole')
  expect(instance.leases.size).toBe(1)
  expect(drop.counted).toBe(1)
})

test('grants that expired on the way are asked for anew', async () => {
  const sent = file('a.bin', 150_000)
  const { code } = await storeDrop(instance, [sent])
  const { receiving, disk } = await opened(code)
  let windows = 0
  instance.fault = (request) => {
    windows += request.startsWith('GET /blobs') ? 1 : 0
    if (windows === 2) instance.expireGrants()
    return null
  }
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.bytes).toEqual(sent.bytes)
})

test('every place at which a window may be cut', async () => {
  const sent = file('a.bin', 65_536)
  for (let at = 0; at <= 16_640; at += 260) {
    const { code } = await storeDrop(instance, [sent])
    const { receiving, disk } = await opened(code)
    faultAt(/GET \/blobs/, 1 + (at % 3), { cutBodyAt: at })
    receiving.receive('all')
    expect((await until(receiving, isOver)).phase).toBe('received')
    expect(disk.bytes).toEqual(sent.bytes)
  }
})

test('an outage interrupts, a retry goes on where it stopped', async () => {
  const sent = file('a.bin', 150_000)
  const { code, drop } = await storeDrop(instance, [sent])
  const { receiving, disk } = await opened(code)
  let windows = 0
  let out = false
  instance.fault = (request) => {
    windows += request.startsWith('GET /blobs') ? 1 : 0
    out ||= windows === 3
    return out ? 'cut' : null
  }
  receiving.receive('all')
  const state = await until(receiving, phase('interrupted', 'received', 'failed'))
  expect(state).toMatchObject({ phase: 'interrupted', error: { code: 'network' } })
  const before = disk.bytes.length
  expect(before).toBeGreaterThan(0)
  instance.fault = () => null
  receiving.retry()
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.bytes).toEqual(sent.bytes)
  expect({ leases: instance.leases.size, counted: drop.counted }).toEqual({ leases: 1, counted: 1 })
})

test.each([0, 15, 16, 1039, 1040, 5000, 16_639])(
  'a byte that was changed (%i of the second window) is never saved as whole, and the lease is released',
  async (at) => {
    const { code } = await storeDrop(instance, [file('a.bin', 150_000)])
    const { receiving, disk } = await opened(code)
    faultAt(/GET \/blobs/, 2, { flipBodyAt: at })
    receiving.receive('all')
    expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'payload-tampered' } })
    expect(disk.outcome).toBe('broken')
    await expect.poll(() => [...instance.leases.values()].map(({ state }) => state)).not.toContain('running')
    expect(instance.requests.some((request) => request.endsWith('/complete'))).toBe(false)
  },
)

test.each([
  [
    'two parts change places',
    (parts: Map<number, Bytes>) => [parts.get(2), parts.get(3)].forEach((part, i) => part && parts.set(3 - i, part)),
  ],
  ['a part is doubled', (parts: Map<number, Bytes>) => parts.set(5, parts.get(4) ?? new Uint8Array(0))],
  ['the last byte is another', (parts: Map<number, Bytes>) => parts.get(parts.size)?.set([1, 2, 3], 10)],
])('a payload of which %s is never saved as whole', async (_, spoil) => {
  const { code, drop } = await storeDrop(instance, [file('a.bin', 150_000)])
  spoil(drop.parts)
  const { receiving, disk } = await opened(code)
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'payload-tampered' } })
  expect(disk.outcome).toBe('broken')
})

test.each([1, 2])('bytes hidden in the padding of %i files are refused', async (count) => {
  const { code } = await storeDrop(instance, [file('a', 10), file('b', 10)].slice(0, count), { padding: 7 })
  const { receiving, disk } = await opened(code)
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'payload-tampered' } })
  expect(disk.outcome).toBe('broken')
})

test.each([
  [-1040, 'payload-truncated'],
  [1040, 'payload-too-long'],
])('a stored length that is %i bytes off is refused before a download is used', async (off, code) => {
  const { code: text } = await storeDrop(instance, [file('a', 10)])
  const receiving = start(new Disk(), quick, (api) => ({
    look: async (...args) => {
      const link = await api.look(...args)
      return link.state === 'live' ? { ...link, sealedLength: link.sealedLength + off } : link
    },
  }))
  receiving.open(text)
  expect(await until(receiving, phase('failed', 'opened'))).toMatchObject({ error: { code }, drop: null })
})

test.each([
  ['begins elsewhere', { firstPart: 2 }],
  ['is longer than its parts', { length: 5 }],
  ['ends before it begins', { lastPart: 0 }],
  ['ends beyond the drop', { lastPart: 99 }],
  ['lies elsewhere', { offset: 1 }],
])('a first window that %s is not read; the next one is asked for', async (_, change) => {
  const sent = file('a.bin', 70_000)
  const { code } = await storeDrop(instance, [sent])
  const disk = new Disk()
  const receiving = start(disk, quick, (api) => ({
    claim: async (...args) => {
      const lease = await api.claim(...args)
      return { ...lease, grant: { ...lease.grant, ...change } }
    },
  }))
  receiving.open(code)
  await until(receiving, phase('opened'))
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.bytes).toEqual(sent.bytes)
  expect(instance.requests.filter((request) => request.endsWith('/grants')).length).toBeGreaterThan(4)
})

test('a dangerous name is refused before anything is shown', async () => {
  const { code } = await storeDrop(instance, [file('a', 10)], {
    files: (files) => files.map((each) => ({ ...each, path: '../a' })),
  })
  const receiving = start(new Disk())
  receiving.open(code)
  expect(await until(receiving, phase('failed', 'opened'))).toMatchObject({
    error: { code: 'path-invalid' },
    drop: null,
  })
})

test('cancelling breaks the file off, gives the download back, and it can be received again', async () => {
  const sent = file('a.bin', 150_000)
  const { code, drop } = await storeDrop(instance, [sent])
  const { receiving, disk } = await opened(code)
  instance.fault = (request) => (request.startsWith('GET /blobs') ? { stallBodyAt: 3000 } : null)
  receiving.receive('all')
  await until(receiving, (state) => state.phase === 'receiving' && state.progress.doneBytes > 0)
  receiving.cancel()
  expect(receiving.state().phase).toBe('cancelled')
  await expect.poll(() => disk.outcome).toBe('broken')
  await expect.poll(() => drop.givenBack).toBe(1)
  instance.fault = () => null
  const kinds = () => instance.requests.map((request) => request.replace(/[\w-]{22}/, 'x'))
  await expect.poll(() => kinds().slice(-2)).toEqual(['DELETE /api/v1/leases/x', 'GET /api/v1/links/x'])
  disk.pieces.length = 0
  receiving.receive('all')
  expect((await until(receiving, phase('received', 'failed'))).phase).toBe('received')
  expect(disk.bytes).toEqual(sent.bytes)
})

test('a download that is stopped in the browser is cancelled', async () => {
  const { code, drop } = await storeDrop(instance, [file('a.bin', 150_000)])
  const disk = new Disk()
  disk.stopAfter = 20_000
  const { receiving } = await opened(code, disk)
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('cancelled')
  await expect.poll(() => drop.givenBack).toBe(1)
})

test('a download that is stopped in the browser is cancelled even while the network is silent', async () => {
  const { code, drop } = await storeDrop(instance, [file('a.bin', 150_000)])
  const { receiving, disk } = await opened(code)
  let windows = 0
  instance.fault = (request) => {
    windows += request.startsWith('GET /blobs') ? 1 : 0
    return windows > 1 && request.startsWith('GET /blobs') ? 'silent' : null
  }
  receiving.receive('all')
  await expect.poll(() => windows).toBeGreaterThan(1)
  disk.stop()
  expect((await until(receiving, isOver)).phase).toBe('cancelled')
  await expect.poll(() => drop.givenBack).toBe(1)
})

/** Begins a download of which only some bytes come, and cancels it. */
async function cancelled(code: string, lie: Lie): Promise<void> {
  const receiving = start(new Disk(), quick, lie)
  receiving.open(code)
  await until(receiving, phase('opened'))
  instance.fault = (request) => (request.startsWith('GET /blobs') ? { stallBodyAt: 3000 } : null)
  receiving.receive('all')
  await until(receiving, (state) => state.phase === 'receiving' && state.progress.doneBytes > 0)
  receiving.cancel()
}

test('places are told anew only once the server took a cancelled download back', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 150_000)])
  const slow = (api: ReceiverApi): Partial<ReceiverApi> => ({
    release: async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return api.release(...args)
    },
  })
  await cancelled(code, slow)
  const kinds = () => instance.requests.map((request) => request.replace(/[\w-]{22}/, 'x'))
  await expect.poll(() => kinds().slice(-2)).toEqual(['DELETE /api/v1/leases/x', 'GET /api/v1/links/x'])
})

test('a cancelled download is given back at once: the page may be gone the next moment', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 150_000)])
  const released: string[] = []
  const note = (api: ReceiverApi): Partial<ReceiverApi> => ({
    release: (id, token) => {
      released.push(id)
      return api.release(id, token)
    },
  })
  await cancelled(code, note)
  expect(released).toHaveLength(1)
})

test('a full disk fails, and the lease is released', async () => {
  const { code, drop } = await storeDrop(instance, [file('a.bin', 150_000)])
  const disk = new Disk()
  disk.room = 20_000
  const { receiving } = await opened(code, disk)
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'save-failed' } })
  // A stream whose write failed is broken already, and its sink hears no abort (WHATWG Streams 5.5.4).
  expect(disk.outcome).not.toBe('whole')
  await expect.poll(() => drop.givenBack).toBe(1)
})

test('a page that is left breaks the file off and keeps the lease: a reload cannot be told from a close', async () => {
  const { code, drop } = await storeDrop(instance, [file('a.bin', 150_000)])
  const { receiving, disk, leave } = await opened(code)
  instance.fault = (request) => (request.startsWith('GET /blobs') ? { stallBodyAt: 3000 } : null)
  receiving.receive('all')
  await until(receiving, (state) => state.phase === 'receiving' && state.progress.doneBytes > 0)
  leave()
  expect(receiving.state()).toMatchObject({ phase: 'opened', drop: { lease: { unfinished: null } } })
  await expect.poll(() => disk.outcome).toBe('broken')
  expect({ counted: drop.counted, givenBack: drop.givenBack }).toEqual({ counted: 0, givenBack: 0 })
})

test('a lease that ended meanwhile fails, and the file is broken off', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 150_000)])
  const { receiving, disk } = await opened(code)
  instance.fault = (request) => (request.endsWith('/grants') ? { status: 410, code: 'lease-ended' } : null)
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'lease-ended' } })
  expect(disk.outcome).toBe('broken')
})

test('a completion that never gets through still leaves a whole file received', async () => {
  const sent = file('a.bin', 100)
  const { code } = await storeDrop(instance, [sent])
  const { receiving, disk } = await opened(code)
  instance.fault = (request) => (request.endsWith('/complete') ? { status: 404, code: 'not-found' } : null)
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.outcome).toBe('whole')
})

test('progress never goes back, never says more than is saved, and ends at the whole', async () => {
  const sent = [file('a', 60_000), file('b', 90_000)]
  const { code } = await storeDrop(instance, sent)
  const { receiving, disk } = await opened(code)
  const seen: number[] = []
  receiving.subscribe(() => {
    const state = receiving.state()
    if (state.phase !== 'receiving') return
    expect(state.progress.doneBytes).toBeLessThanOrEqual(disk.bytes.length)
    seen.push(state.progress.doneBytes)
  })
  receiving.receive('all')
  await until(receiving, isOver)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBe(150_000)
})

test('another link opened meanwhile wins', async () => {
  const first = await storeDrop(instance, [file('first', 1)])
  const second = await storeDrop(instance, [file('second', 1)])
  const receiving = start(new Disk())
  receiving.open(first.code)
  receiving.open(second.code)
  const state = await until(receiving, phase('opened'))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(receiving.state()).toBe(state)
  expect(state).toMatchObject({ drop: { files: [{ path: 'second' }] } })
  expect(receiving.saveName('all')).toBe('second')
})

test('a failed link can be tried again', async () => {
  const { code } = await storeDrop(instance, [file('a', 10)])
  instance.fault = () => 'cut'
  const receiving = start(new Disk())
  receiving.open(code)
  expect(await until(receiving, phase('failed'))).toMatchObject({ error: { code: 'network' } })
  instance.fault = () => null
  receiving.retry()
  expect((await until(receiving, phase('opened', 'failed'))).phase).toBe('opened')
})

test('nothing is kept of what is not a name: utf8 of the code never travels', async () => {
  const { code } = await storeDrop(instance, [file('a', 10)])
  const { receiving } = await opened(code)
  receiving.receive('all')
  await until(receiving, isOver)
  expect(instance.requests.join('\n')).not.toContain(code)
  expect(utf8(code)).toHaveLength(24)
})
