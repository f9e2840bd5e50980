import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCall } from '../../adapters/http/call.ts'
import { createReceiverApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { type Bytes, concatBytes, utf8 } from '../../format/bytes.ts'
import type { Manifest } from '../../format/manifest.ts'
import { Instance } from '../instance.fixture.ts'
import { HeldDownload } from './held-download.ts'
import { findLink, openLink } from './open-link.ts'
import { MAX_LOOK_BYTES } from './receive-state.ts'
import { Browser, faultAt, file, isOver, openedTab, phase, quick, until } from './receiving.fixture.ts'
import { lookInside } from './run-reading.ts'
import { storeDrop } from './sealed-drop.fixture.ts'
import { planSelection } from './selection.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
})
afterEach(() => instance.close())

const sealed = ({ length, paddedLength, partSalts }: Manifest) => ({ length, paddedLength, partSalts })
const asNote = (honest: Manifest): Manifest => ({ kind: 'note', ...sealed(honest) })
const asRedirect =
  (host: string) =>
  (honest: Manifest): Manifest => ({ kind: 'redirect', ...sealed(honest), host })

async function stored(bytes: Bytes, manifest: (honest: Manifest) => Manifest, maxDownloads = 1) {
  const { code, drop } = await storeDrop(instance, [{ path: 'x', bytes }], { manifest, maxDownloads })
  return { drop, code, ...(await openedTab(instance, code)) }
}

test.each([[''], ['hello'], ['Ω é\r\n\t"<script>"'], ['\ufeffwith its mark'], ['x'.repeat(2 ** 20)]])(
  'the note %j is read after the click, and its one download is done',
  async (text) => {
    const { receiving, drop } = await stored(utf8(text), asNote)
    expect(receiving.state()).toMatchObject({ drop: { kind: 'note', files: [], host: null, survivesReload: false } })
    expect(instance.leases.size).toBe(0)
    receiving.receive('all')
    expect(await until(receiving, isOver)).toMatchObject({
      phase: 'read',
      written: { kind: 'note', text },
      drop: { lease: null },
    })
    expect(drop).toMatchObject({ counted: 1, ended: { reason: 'used-up' } })
  },
)

test.each([
  ['https://example.org/', 'example.org'],
  ['http://example.org:8080/a?b=c#d', 'example.org:8080'],
  ['https://example.org:443/', 'example.org'],
  ['https://EXAMPLE.org', 'example.org'],
  ['https://bücher.example/x', 'xn--bcher-kva.example'],
  ['http://[::1]:3000/', '[::1]:3000'],
])('the address %s leads to %s', async (address, host) => {
  const { receiving } = await stored(utf8(address), asRedirect(host))
  expect(receiving.state()).toMatchObject({ drop: { kind: 'redirect', host } })
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'read', written: { kind: 'redirect', address } })
})

test.each([
  ['https://evil.example/', 'example.org'],
  ['https://example.org:8443/', 'example.org'],
  ['https://example.org@evil.example/', 'example.org'],
  ['//example.org/', 'example.org'],
  ['example.org', 'example.org'],
  ['ftp://example.org/', 'example.org'],
  ['javascript://example.org/%0aalert(1)', 'example.org'],
  [' https://example.org/', 'example.org'],
  ['https:\\\\example.org/', 'example.org'],
  ['https://exa\tmple.org/', 'example.org'],
  ['https://', 'example.org'],
  ['', 'example.org'],
])('the address %j is refused where the manifest says %s', async (address, host) => {
  const { receiving, drop } = await stored(utf8(address), asRedirect(host))
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'manifest-invalid' } })
  expect(drop.counted).toBe(0)
})

test.each([[[0xff]], [[0xc3]], [[0xed, 0xa0, 0x80]], [[0xf8, 0x88, 0x80, 0x80, 0x80]]])(
  'bytes %j are no text',
  async (bytes) => {
    const { receiving } = await stored(Uint8Array.from(bytes), asNote)
    receiving.receive('all')
    expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'manifest-invalid' } })
  },
)

test('a note that was tampered with is not shown', async () => {
  const { receiving, drop } = await stored(utf8('hello'), asNote)
  drop.parts.get(9)?.set([1, 2, 3], 50)
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'payload-tampered' } })
})

test('a note is read within the same lease where the network fails', async () => {
  const { receiving } = await stored(utf8('hello'), asNote)
  faultAt(instance, /GET \/blobs/, 2, { cutBodyAt: 3000 })
  receiving.receive('all')
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'read' })
  expect(instance.leases.size).toBe(1)
})

test('an outage interrupts the reading, and a retry goes on', async () => {
  const { receiving } = await stored(utf8('hello'), asNote)
  instance.fault = (request) => (request.startsWith('GET /blobs') ? 'cut' : null)
  receiving.receive('all')
  expect(await until(receiving, phase('interrupted', 'read', 'failed'))).toMatchObject({ phase: 'interrupted' })
  instance.fault = () => null
  receiving.retry()
  expect(await until(receiving, isOver)).toMatchObject({ phase: 'read', written: { text: 'hello' } })
})

const still = new AbortController().signal

/** What a look is made of. */
async function parts(text: string) {
  const api = createReceiverApi(createCall(fetch, instance.url))
  const opened = await openLink(api, await findLink(api, text, still), null, still)
  const browser = new Browser()
  const deps = { api, leases: browser.leases, presence: browser.presence() }
  const held = new HeldDownload({ ...deps, random: cryptoRandom, now: Date.now }, opened)
  return { api, opened, held }
}
const three = [file('a.png', 9000), file('b.txt', 40_000), file('c.pdf', 100_000)]

test('a look reads one file within a lease that it claims, and the drop can still be taken by it', async () => {
  const { code, drop } = await storeDrop(instance, three, {
    files: (files) => files.map((each, at) => ({ ...each, type: at === 1 ? 'text/plain' : '' })),
  })
  const { receiving, disk } = await openedTab(instance, code)
  const blob = await receiving.look(1, still)
  expect(blob.type).toBe('text/plain')
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(three[1]?.bytes)
  expect(receiving.state()).toMatchObject({ phase: 'opened', drop: { lease: { unfinished: null } } })
  const [lease] = instance.leases.values()
  // Parts of 4 KiB: the claim's window, and those from 3 to 12.
  expect([...(lease?.granted ?? [])].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  expect((await receiving.look(0, still)).size).toBe(9000)
  receiving.receive([2])
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.bytes).toEqual(three[2]?.bytes)
  expect({ leases: instance.leases.size, counted: drop.counted }).toEqual({ leases: 1, counted: 0 })
})

test('a look in a page that is left keeps the lease', async () => {
  const browser = new Browser()
  const { code } = await storeDrop(instance, three)
  const tab = await openedTab(instance, code, { browser })
  await tab.receiving.look(0, still)
  tab.leave()
  const { receiving } = await openedTab(instance, code, { browser })
  expect(receiving.state()).toMatchObject({ drop: { lease: {} } })
})

test.each([-1, 3, 0.5])('a look at file %d is refused', async (index) => {
  const { code } = await storeDrop(instance, three)
  const { receiving } = await openedTab(instance, code)
  await expect(receiving.look(index, still)).rejects.toMatchObject({ code: 'bad-request' })
  expect(instance.leases.size).toBe(0)
})

test.each([
  [MAX_LOOK_BYTES, 'cancelled'],
  [MAX_LOOK_BYTES + 1, 'too-large'],
])('a look at a file of %i bytes ends as %s', async (bytes, code) => {
  const { code: link } = await storeDrop(instance, three)
  const { api, opened, held } = await parts(link)
  const plan = { ...planSelection(opened.manifest, opened.geometry, [1]), bytes }
  const fetchRange = createFetchRange(fetch, instance.url, 150)
  const looking = lookInside(
    { api, fetchRange, patience: quick },
    { link: opened, plan, held },
    '',
    AbortSignal.abort(),
  )
  await expect(looking).rejects.toMatchObject({ code })
  expect(instance.leases.size).toBe(0)
})

test('a look at a tampered file shows nothing', async () => {
  const { code, drop } = await storeDrop(instance, three)
  drop.parts.get(5)?.set([1, 2, 3], 50)
  const { receiving } = await openedTab(instance, code)
  await expect(receiving.look(1, still)).rejects.toMatchObject({ code: 'payload-tampered' })
  expect((await receiving.look(0, still)).size).toBe(9000)
})

test('a look that is cancelled ends', async () => {
  const { code } = await storeDrop(instance, three)
  const { receiving } = await openedTab(instance, code)
  instance.fault = (request) => (request.startsWith('GET /blobs') ? 'silent' : null)
  const stop = new AbortController()
  const looking = receiving.look(1, stop.signal)
  setTimeout(() => stop.abort(), 40)
  await expect(looking).rejects.toMatchObject({ code: 'cancelled' })
})

test('a look at the last download that somebody holds says so', async () => {
  const { code } = await storeDrop(instance, three)
  const [first, second] = [await openedTab(instance, code), await openedTab(instance, code)]
  await first.receiving.look(0, still)
  await expect(second.receiving.look(0, still)).rejects.toMatchObject({ code: 'held' })
})

test('nothing is looked at before a link is open, nor in a note', async () => {
  const { receiving } = await stored(concatBytes(utf8('hello')), asNote)
  await expect(receiving.look(0, still)).rejects.toMatchObject({ code: 'bad-request' })
  receiving.open('')
  await expect(receiving.look(0, still)).rejects.toMatchObject({ code: 'bad-request' })
})
