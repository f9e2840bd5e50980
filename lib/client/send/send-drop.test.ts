import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { LinkOwnerApi } from '../../ports/drop-api.ts'
import type { NewLink, OwnedLink } from '../../wire/drops.ts'
import { type FixtureDrop, Instance } from '../instance.fixture.ts'
import type { SendDrop } from './send-state.ts'
import {
  choice,
  openStored as openStoredAt,
  PART,
  reach,
  ready,
  type Setting,
  sourceOf,
  startSending,
  until,
} from './sending.fixture.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
})
afterEach(() => instance.close())

const EMPTY = { phase: 'empty', unfinished: [] }
const start = (setting: Setting = {}): SendDrop => startSending(instance, setting)
const openStored = (url: string, drop: FixtureDrop, password?: string) => openStoredAt(instance, url, drop, password)

const someBytes = (length: number): Bytes => new Uint8Array(randomBytes(length))
const [a, b] = [someBytes(70_000), someBytes(5000)]

test('files go up, and whoever has the link opens exactly them', async () => {
  const drop = start()
  drop.add([sourceOf('folder/a', a), sourceOf('folder/none', new Uint8Array(0))])
  drop.add([sourceOf('b', b)])
  drop.makeLink(choice)
  const { link, totalBytes } = await ready(drop)
  expect(link.url).toMatch(/^https:\/\/drop\.test\/d#[A-Za-z0-9_-]{24}$/)
  expect(link).toMatchObject({ maxDownloads: 3, expiresAt: instance.live.expiresAt })
  expect(totalBytes).toBe(75_000)
  const { manifest, plaintext } = await openStored(link.url, instance.live)
  expect(manifest).toMatchObject({
    kind: 'files',
    length: 75_000,
    files: [
      { path: 'folder/a', size: 70_000, type: 'text/x', mtime: 1000 },
      { path: 'folder/none', size: 0 },
      { path: 'b', size: 5000 },
    ],
  })
  expect(plaintext).toEqual(concatBytes(a, b, new Uint8Array(manifest.paddedLength - 75_000)))
  expect([...instance.live.puts.values()].every((count) => count === 1)).toBe(true)
})

test('a part that is lost with its worker is sealed again, under another salt', async () => {
  const salts: string[] = []
  const drop = start({
    sealing: (seal) => async (job, signal) => {
      const held = await seal(job, signal)
      salts.push(Buffer.from(held.salt).toString('hex'))
      return salts.length <= 3 ? { ...held, put: () => Promise.resolve('lost') } : held
    },
  })
  drop.add([sourceOf('a', a)])
  drop.makeLink(choice)
  const { link } = await ready(drop)
  const { manifest, plaintext } = await openStored(link.url, instance.live)
  expect(plaintext.subarray(0, a.length)).toEqual(a)
  expect(salts).toHaveLength(manifest.partSalts.length + 3)
  expect(new Set(salts).size).toBe(salts.length)
})

test('the first parts are sealed while the drop is begun, and wait for it', async () => {
  instance.fault = (request) => (request === 'POST /api/v1/drops' ? { status: 503 } : null)
  let sealed = 0
  const drop = start({
    sealing: (seal) => async (job, signal) => {
      const held = await seal(job, signal)
      sealed += 1
      return held
    },
  })
  drop.add([sourceOf('a', a)])
  await until(() => expect(sealed).toBe(3))
  expect(instance.requests.filter((request) => /grants|PUT/.test(request))).toEqual([])
  instance.fault = () => null
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
})

test('the first parts leave as soon as the drop is begun: their grants come along', async () => {
  const drop = start()
  drop.add([sourceOf('a', a.subarray(0, 8 * PART))])
  await until(() => expect(instance.live.parts.size).toBe(7))
  expect(instance.requests.filter((request) => request.includes('/grants'))).toEqual([])
})

/** How many parts were on their way at the same time, as `ms` pass with each; the first ones are not counted. */
async function mostOnTheirWay(ms: number): Promise<number> {
  let [now, running, most, puts] = [0, 0, 0, 0]
  const drop = start({
    now: () => now,
    sealing: (seal) => async (job, signal) => {
      const held = await seal(job, signal)
      return {
        ...held,
        put: async (grant, stop) => {
          running += 1
          puts += 1
          if (puts > 8) most = Math.max(most, running)
          now += ms
          const result = await held.put(grant, stop)
          running -= 1
          return result
        },
      }
    },
  })
  drop.add([sourceOf('a', a)])
  drop.makeLink(choice)
  await ready(drop)
  return most
}

test('a slow line has two parts on their way at most, and a quick one as many as the device can hold', async () => {
  expect(await mostOnTheirWay(60_000)).toBe(2)
  instance.drops.clear()
  expect(await mostOnTheirWay(1)).toBe(4)
})

test('a single empty file is a drop', async () => {
  const drop = start()
  drop.add([sourceOf('none', new Uint8Array(0))])
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(link.url, instance.live)).manifest).toMatchObject({ length: 0, paddedLength: 65_536 })
})

test('what can no longer change is stored while files are gathered, and nothing else', async () => {
  const drop = start()
  drop.add([sourceOf('a', a)])
  await until(() => expect(drop.state()).toMatchObject({ progress: { doneBytes: 68 * PART } }))
  drop.add([sourceOf('b', someBytes(2 * PART))])
  await until(() => expect(drop.state()).toMatchObject({ progress: { doneBytes: 70 * PART, totalBytes: 72_048 } }))
  expect(instance.live.parts.size).toBe(70)
  expect(drop.state().phase).toBe('gathering')
  expect(drop.state()).toBe(drop.state())
})

test('progress never counts what storage did not acknowledge, nor padding', async () => {
  const drop = start()
  const seen: { done: number; stored: number }[] = []
  drop.subscribe(() => {
    const state = drop.state()
    if (!('progress' in state)) return
    const stored = [...instance.drops.values()][0]?.parts.size ?? 0
    seen.push({ done: state.progress.doneBytes, stored: stored * PART })
    expect(state.progress.totalBytes).toBe(5000)
  })
  drop.add([sourceOf('b', b)])
  drop.makeLink(choice)
  await reach(drop, 'ready')
  expect(seen.every(({ done, stored }) => done <= stored && done <= 5000)).toBe(true)
  expect(Math.max(...seen.map(({ done }) => done))).toBe(5000)
})

test('a file of which nothing was sealed is just taken out', async () => {
  const drop = start()
  drop.add([sourceOf('a', a), sourceOf('late', someBytes(100)), sourceOf('none', new Uint8Array(0))])
  const { files } = await reach(drop, 'gathering')
  await until(() => expect(drop.state()).toMatchObject({ progress: { doneBytes: 68 * PART } }))
  drop.remove(files[1]?.key ?? '')
  drop.remove(files[2]?.key ?? '')
  drop.remove('unknown')
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect(instance.drops.size).toBe(1)
  const { manifest, plaintext } = await openStored(link.url, instance.live)
  expect(manifest).toMatchObject({ files: [{ path: 'a' }] })
  expect(plaintext.subarray(0, a.length)).toEqual(a)
})

test('a file of which bytes were sealed is not among what is sent: the drop starts again under another key', async () => {
  const drop = start()
  drop.add([sourceOf('a', a), sourceOf('b', b)])
  const { files } = await reach(drop, 'gathering')
  await until(() => expect(instance.live.parts.size).toBe(73))
  const former = instance.live
  drop.remove(files[0]?.key ?? '')
  await until(() => expect(former.ended).toMatchObject({ reason: 'revoked' }))
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect(instance.live).not.toBe(former)
  const { manifest, plaintext } = await openStored(link.url, instance.live)
  expect(manifest).toMatchObject({ files: [{ path: 'b' }] })
  expect(plaintext.subarray(0, b.length)).toEqual(b)
})

test('taking the last file out is the beginning again', async () => {
  const drop = start()
  drop.add([sourceOf('a', a)])
  const { files } = await reach(drop, 'gathering')
  await until(() => expect(instance.drops.size).toBe(1))
  drop.remove(files[0]?.key ?? '')
  expect(drop.state()).toEqual(EMPTY)
  await until(() => expect([...instance.drops.values()][0]?.ended).not.toBeNull())
})

test('a bad network costs time and nothing else: the same sealed bytes come again', async () => {
  const drop = start()
  const met = new Map<string, number>()
  const faults = ['cut', { status: 503, code: 'unavailable' }, 'lose-answer', { status: 403 }, { status: 500 }] as const
  instance.fault = (request) => {
    const count = met.get(request) ?? 0
    met.set(request, count + 1)
    if (request.startsWith('PUT') && count === 0) return faults[met.size % faults.length] ?? null
    return count === 0 ? 'lose-answer' : null
  }
  drop.add([sourceOf('a', a)])
  await until(() => expect(instance.live.parts.size).toBeGreaterThan(10))
  instance.expireGrants()
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
  expect([...instance.live.puts.values()].some((count) => count > 1)).toBe(true)
  expect(instance.changed.size).toBe(0)
  expect(instance.drops.size).toBe(1)
})

test('a long outage pauses; a retry goes on, and nothing acknowledged is sent again', async () => {
  const drop = start({ stuckAfter: 60 })
  let puts = 0
  instance.fault = (request) => (request.startsWith('PUT') && ++puts > 20 ? 'cut' : null)
  drop.add([sourceOf('a', a)])
  drop.makeLink(choice)
  const paused = await reach(drop, 'paused')
  expect(paused).toMatchObject({ choice, progress: { doneBytes: 20 * PART, totalBytes: 70_000 } })
  expect(paused.error.code).toBe('network')
  instance.fault = () => null
  drop.retry()
  expect(drop.state().phase).toBe('finishing')
  const { link } = await ready(drop)
  expect((await openStored(link.url, instance.live)).plaintext.subarray(0, a.length)).toEqual(a)
  expect([...instance.live.puts.values()].every((count) => count === 1)).toBe(true)
})

test('storage that is full pauses at once', async () => {
  const drop = start()
  instance.fault = (request) => (request.startsWith('PUT') ? { status: 507, code: 'storage-full' } : null)
  drop.add([sourceOf('a', a)])
  expect(await reach(drop, 'paused')).toMatchObject({ choice: null, error: { code: 'storage-full' } })
  drop.cancel()
  expect(drop.state()).toEqual(EMPTY)
})

test('an addition beyond the limits is refused, and what was there stays', async () => {
  instance.config = { ...instance.config, maxDropBytes: 75_000 }
  const drop = start()
  drop.add([sourceOf('big', someBytes(75_001))])
  await until(() => expect(drop.state()).toMatchObject({ phase: 'empty', refusal: { code: 'too-large' } }))
  drop.add([sourceOf('a', a)])
  drop.add([sourceOf('big', someBytes(5001))])
  expect(drop.state()).toMatchObject({ phase: 'gathering', files: [{ path: 'a' }], refusal: { code: 'too-large' } })
  drop.add(Array.from({ length: 10_000 }, (_, at) => sourceOf(`f${at}`, new Uint8Array(0))))
  expect(drop.state()).toMatchObject({ files: [{ path: 'a' }], refusal: { code: 'too-many-files' } })
  drop.add([sourceOf('b', b)])
  expect(drop.state()).toMatchObject({ files: [{ path: 'a' }, { path: 'b' }] })
  expect(drop.state()).not.toHaveProperty('refusal')
  drop.makeLink(choice)
  await reach(drop, 'ready')
})

test('more than the parts of the first choice can hold starts again with larger ones', async () => {
  const tiny = { log2Chunk: 8, chunksPerPart: 1 }
  const drop = start({
    chooseHeader: (bound) => (bound > 10_000 * 256 * 0.9 ? { log2Chunk: 12, chunksPerPart: 64 } : tiny),
  })
  drop.add([sourceOf('a', a)])
  await until(() => expect(instance.live.parts.size).toBeGreaterThan(0))
  const former = instance.live
  drop.add([sourceOf('big', someBytes(2_600_000))])
  await until(() => expect(former.ended).not.toBeNull())
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect((await openStored(link.url, instance.live)).manifest).toMatchObject({ length: 2_670_000 })
})

test('a file that cannot be read any more ends the drop, and what was stored is deleted', async () => {
  const broken = sourceOf('broken', someBytes(5000))
  broken.file.slice = () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('NotReadable')) })
  const drop = start()
  drop.add([sourceOf('b', b), broken])
  expect(await reach(drop, 'failed')).toMatchObject({ error: { code: 'file-unreadable' }, files: [{}, {}] })
  await until(() => expect([...instance.drops.values()][0]?.ended).toMatchObject({ reason: 'revoked' }))
  drop.startOver()
  expect(drop.state()).toEqual(EMPTY)
})

test.each([
  ['changed', { flipBodyAt: 5 }, 'failed', 'payload-tampered'],
  ['cut', { status: 200 }, 'paused', 'network'],
] as const)('no link is shown where what is stored comes back %s', async (_, fault, phase, code) => {
  const drop = start({ stuckAfter: 200 })
  instance.fault = (request) => (request.startsWith('GET /blobs/') ? fault : null)
  drop.add([sourceOf('b', b)])
  drop.makeLink(choice)
  expect(await reach(drop, phase)).toMatchObject({ error: { code } })
  drop.cancel()
  await until(() => expect([...instance.drops.values()][0]?.ended).toMatchObject({ reason: 'revoked' }))
})

test('a browser that cannot seal says so', async () => {
  const drop = start({
    checkBrowser: () => {
      throw new DropError('browser-unsupported')
    },
  })
  drop.add([sourceOf('b', b)])
  expect(await reach(drop, 'failed')).toMatchObject({ error: { code: 'browser-unsupported' } })
  expect(instance.requests).toEqual([])
})

test('a cancelled drop is deleted, at whatever moment', async () => {
  for (const moment of [0, 1, 3, 8, 15]) {
    const drop = start()
    drop.add([sourceOf('a', a)])
    drop.makeLink(choice)
    await new Promise((resolve) => setTimeout(resolve, moment))
    drop.cancel()
    expect(drop.state().phase).toMatch(/empty|ready/)
  }
  await until(() => expect([...instance.drops.values()].every(({ ended }) => ended !== null)).toBe(true))
})

test('the sender deletes the drop; where that fails it stays, and says why', async () => {
  const drop = start()
  drop.add([sourceOf('b', b)])
  drop.makeLink(choice)
  await reach(drop, 'ready')
  instance.fault = (request) => (request.startsWith('DELETE') ? 'cut' : null)
  expect(await drop.deleteDrop()).toMatchObject({ code: 'network' })
  expect(drop.state().phase).toBe('ready')
  instance.fault = () => null
  const stored = instance.live
  expect(await drop.deleteDrop()).toBeNull()
  expect(drop.state()).toEqual({ phase: 'deleted' })
  expect(stored.ended).toMatchObject({ reason: 'revoked' })
  expect(await drop.deleteDrop()).toBeNull()
})

test('another drop begins where the former one stays', async () => {
  const drop = start()
  drop.add([sourceOf('b', b)])
  drop.makeLink(choice)
  const first = await reach(drop, 'ready')
  drop.add([sourceOf('c', b)])
  drop.remove(first.files[0]?.key ?? '')
  drop.cancel()
  drop.makeLink(choice)
  expect(drop.state()).toBe(first)
  drop.startOver()
  drop.add([sourceOf('a', a)])
  drop.makeLink(choice)
  const second = await reach(drop, 'ready')
  expect(second.links[0]?.url).not.toBe(first.links[0]?.url)
  expect([...instance.drops.values()].map(({ ended }) => ended)).toEqual([null, null])
})

test('the list of files is the same one between two ticks', async () => {
  const drop = start()
  const lists = new Set<unknown>()
  drop.subscribe(() => {
    const state = drop.state()
    if ('files' in state) lists.add(state.files)
  })
  drop.add([sourceOf('a', a)])
  drop.makeLink(choice)
  await reach(drop, 'ready')
  expect(lists.size).toBe(1)
})

describe('what was written', () => {
  test('a note goes up to the letter, and says nothing of itself in the manifest', async () => {
    const drop = start()
    const text = ' Gr\u00fc\u00dfe\n\u{1f33f} '
    drop.write({ kind: 'note', text }, choice)
    expect(drop.state()).toMatchObject({ phase: 'finishing', kind: 'note', files: [] })
    const { link, ...state } = await ready(drop)
    expect(state).toMatchObject({ kind: 'note', files: [], totalBytes: 14 })
    const { manifest, plaintext } = await openStored(link.url, instance.live)
    expect(manifest).toMatchObject({ kind: 'note', length: 14, paddedLength: 65_536 })
    expect(new TextDecoder().decode(plaintext.subarray(0, 14))).toBe(text)
  })

  test('of a redirect the manifest tells host and port, and the payload the address', async () => {
    const drop = start()
    drop.write({ kind: 'redirect', address: 'HTTPS://Drop.Test:8443/a b?c#d' }, choice)
    const { link } = await ready(drop)
    const { manifest, plaintext } = await openStored(link.url, instance.live)
    expect(manifest).toMatchObject({ kind: 'redirect', host: 'drop.test:8443' })
    expect(new TextDecoder().decode(plaintext.subarray(0, manifest.length))).toBe('https://drop.test:8443/a%20b?c#d')
  })

  test('what cannot be sent is refused where it was, and the next try may be better', async () => {
    const drop = start()
    drop.write({ kind: 'redirect', address: 'javascript:alert(1)' }, choice)
    expect(drop.state()).toMatchObject({ ...EMPTY, refusal: { code: 'bad-request' } })
    drop.write({ kind: 'note', text: 'x'.repeat(1_048_577) }, choice)
    expect(drop.state()).toMatchObject({ ...EMPTY, refusal: { code: 'too-large' } })
    expect(instance.requests).toEqual([])
    drop.write({ kind: 'note', text: 'x' }, choice)
    await ready(drop)
  })

  test('a note beyond the instance\u2019s largest drop is refused before anything is stored', async () => {
    instance.config = { ...instance.config, maxDropBytes: 10 }
    const drop = start()
    drop.write({ kind: 'note', text: 'more than ten' }, choice)
    await until(() => expect(drop.state()).toMatchObject({ ...EMPTY, refusal: { code: 'too-large' } }))
    expect(instance.drops.size).toBe(0)
  })

  test('it may be cancelled, and files come after it', async () => {
    const drop = start()
    drop.write({ kind: 'note', text: 'x' }, choice)
    drop.cancel()
    expect(drop.state()).toEqual(EMPTY)
    drop.add([sourceOf('b', b)])
    drop.write({ kind: 'note', text: 'y' }, choice)
    expect(drop.state()).toMatchObject({ phase: 'gathering', files: [{ path: 'b' }] })
    drop.makeLink(choice)
    expect(await ready(drop)).toMatchObject({ kind: 'files', files: [{ path: 'b' }] })
  })
})

describe('passwords', () => {
  test('what is sent under one opens with it alone, and its hint goes along sealed', async () => {
    const drop = start()
    drop.add([sourceOf('b', b)])
    drop.makeLink({ ...choice, password: 'gru\u0308n', hint: 'a colour' })
    const { link } = await ready(drop)
    expect(link).toMatchObject({ needsPassword: true, label: null })
    expect((await openStored(link.url, instance.live, 'gr\u00fcn')).plaintext.subarray(0, 5000)).toEqual(b)
    await expect(openStored(link.url, instance.live, 'blau')).rejects.toMatchObject({ code: 'key-mismatch' })
    expect(instance.live.completed?.link.hint).toMatch(/^[A-Za-z0-9_-]{363}$/)
  })

  test.each([[{ password: '' }], [{ password: 'a', hint: 'x'.repeat(201) }], [{ labels: [] }]])(
    'with %j no link is made, nothing is lost, and the next choice may be better',
    async (wrong) => {
      const drop = start()
      drop.add([sourceOf('b', b)])
      drop.makeLink({ ...choice, ...wrong })
      expect(drop.state()).toMatchObject({ phase: 'gathering', refusal: { code: 'bad-request' } })
      drop.makeLink(choice)
      await ready(drop)
      expect(instance.drops.size).toBe(1)
    },
  )
})

describe('several links', () => {
  /** A server that takes links, as many as it allows. */
  function taking(most = Infinity) {
    const taken: NewLink[] = []
    const revoked: string[] = []
    const links: Partial<LinkOwnerApi> = {
      add: (_id, _owner, link) => {
        if (taken.length >= most) return Promise.reject(new DropError('too-many-links', { limit: most }))
        taken.push(link)
        return Promise.resolve({ locator: link.locator, expiresAt: link.expiresIn * 1000 } as OwnedLink)
      },
      revoke: (_id, locator) => {
        revoked.push(locator)
        return Promise.resolve()
      },
    }
    return { links, taken, revoked }
  }

  test('one for each label at once: the first with the drop, the others after it, none alike', async () => {
    const { links, taken } = taking()
    const drop = start({ links })
    drop.add([sourceOf('b', b)])
    drop.makeLink({ ...choice, labels: ['Ada', ' Ben ', null] })
    const state = await ready(drop)
    expect(state.links.map(({ label }) => label)).toEqual(['Ada', 'Ben', null])
    expect(new Set(state.links.map(({ url }) => url)).size).toBe(3)
    expect(taken.map(({ locator }) => locator)).toEqual(state.links.slice(1).map(({ locator }) => locator))
    expect(JSON.stringify([taken, instance.live.completed])).not.toContain('Ada')
    expect(state).not.toHaveProperty('refusal')
    expect(drop.state()).toBe(drop.state())
  })

  test('where not all can be made, those that were stay, and it says why', async () => {
    const { links } = taking(1)
    const drop = start({ links })
    drop.add([sourceOf('b', b)])
    drop.makeLink({ ...choice, labels: ['a', 'b', 'c'] })
    const state = await ready(drop)
    expect(state.links.map(({ label }) => label)).toEqual(['a', 'b'])
    expect(state).toMatchObject({ refusal: { code: 'too-many-links' } })
  })

  test('more later, with a password of their own; revoked one by one, and the drop with the last', async () => {
    const { links, taken, revoked } = taking(2)
    const drop = start({ links })
    drop.add([sourceOf('b', b)])
    drop.makeLink(choice)
    const first = await ready(drop)
    expect(
      await drop.addLinks({ ...choice, password: 'x', hint: 'y', maxDownloads: 7, labels: ['Ada', 'Ben', 'Cem'] }),
    ).toMatchObject({ code: 'too-many-links' })
    const more = await ready(drop)
    expect(more.links).toMatchObject([
      { needsPassword: false, maxDownloads: 3 },
      { label: 'Ada', needsPassword: true, maxDownloads: 7, expiresAt: 3_600_000 },
      { label: 'Ben', needsPassword: true },
    ])
    expect(taken.map(({ hint }) => hint?.length)).toEqual([363, 363])
    expect(await drop.addLinks({ ...choice, password: '' })).toMatchObject({ code: 'bad-request' })
    for (const { locator } of more.links) expect(await drop.revokeLink(locator)).toBeNull()
    expect(revoked).toEqual(more.links.map(({ locator }) => locator))
    expect(revoked[0]).toBe(first.link.locator)
    expect(drop.state()).toEqual({ phase: 'deleted' })
    expect(await drop.addLinks(choice)).toBeNull()
  })

  test('a link that cannot be revoked stays in the list', async () => {
    const drop = start({ links: { revoke: () => Promise.reject(new DropError('network')) } })
    drop.add([sourceOf('b', b)])
    drop.makeLink(choice)
    const { link } = await ready(drop)
    expect(await drop.revokeLink(link.locator)).toMatchObject({ code: 'network' })
    expect((await ready(drop)).links).toHaveLength(1)
  })

  test('a drop that is cancelled while its further links are made is deleted', async () => {
    const drop = start({ links: { add: () => new Promise(() => {}) } })
    drop.add([sourceOf('b', b)])
    drop.makeLink({ ...choice, labels: ['a', 'b'] })
    await until(() => expect(instance.live.completed).not.toBeNull())
    drop.cancel()
    expect(drop.state()).toEqual(EMPTY)
    await until(() => expect([...instance.drops.values()][0]?.ended).toMatchObject({ reason: 'revoked' }))
  })
})
