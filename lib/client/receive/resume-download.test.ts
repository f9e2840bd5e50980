import { afterEach, beforeEach, expect, test } from 'vitest'
import { DropError } from '../../format/drop-error.ts'
import { Instance } from '../instance.fixture.ts'
import {
  Browser,
  Disk,
  file,
  isOver,
  openedTab,
  openTab,
  phase,
  type Tab,
  type TabOptions,
  until,
} from './receiving.fixture.ts'
import { storeDrop } from './sealed-drop.fixture.ts'

let instance: Instance
let browser: Browser
beforeEach(async () => {
  instance = await Instance.start()
  browser = new Browser()
})
afterEach(() => instance.close())

const sent = [file('box/a.bin', 150_000), file('box/b.bin', 60_000)]
const open = (code: string, options: TabOptions = {}) => openedTab(instance, code, { browser, keepFrom: 1, ...options })
const fetches = () => instance.requests.filter((request) => request.startsWith('GET /blobs')).length

const silentStorage = (request: string) => (request.startsWith('GET /blobs') ? 'silent' : null)

/** Lets storage fall silent once a tab has saved so much. */
async function begun(tab: Tab, selection: 'all' | number[], share: number): Promise<void> {
  tab.receiving.receive(selection)
  await until(tab.receiving, (state) => {
    const isFar = state.phase === 'receiving' && state.progress.doneBytes >= share * state.progress.totalBytes
    if (isFar) instance.fault = silentStorage
    return isFar
  })
}

/** What a lapsed lease has left goes on in another one, and is not fetched again. */
async function receivesRest(tab: Tab, drop: { readonly counted: number }): Promise<void> {
  const already = fetches()
  tab.receiving.receive('all')
  expect((await until(tab.receiving, isOver)).phase).toBe('received')
  expect(tab.disk.bytes.length).toBe(tab.disk.size)
  // 53 parts in windows of 7.
  expect(fetches() - already).toBeLessThanOrEqual(5)
  expect({ leases: instance.leases.size, counted: drop.counted }).toEqual({ leases: 2, counted: 2 })
}

/** The page goes, and comes back. */
async function reload(tab: Tab, code: string, options: TabOptions = {}): Promise<Tab> {
  tab.leave()
  await expect.poll(() => tab.disk.outcome).toBe('broken')
  instance.fault = () => null
  return open(code, options)
}

test.each([
  ['all', 0.2],
  ['all', 0.6],
  ['all', 0.95],
  [[0], 0.5],
  [[1], 0.5],
] as const)('a download of %j that was reloaded at %d goes on within the same lease', async (chosen, share) => {
  const selection = chosen === 'all' ? chosen : [...chosen]
  const { code, drop } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, selection, share)
  const tab = await reload(before, code)
  const state = tab.receiving.state()
  expect(state).toMatchObject({ phase: 'opened', drop: { lease: { unfinished: { selection } }, placesLeft: 0 } })
  const { lease } = state.phase === 'opened' ? state.drop : { lease: null }
  expect(lease?.unfinished?.progress.doneBytes).toBeGreaterThan(0)
  const seen: number[] = []
  tab.receiving.subscribe(() => {
    const each = tab.receiving.state()
    if (each.phase === 'receiving') seen.push(each.progress.doneBytes)
  })
  const fetchedBefore = [...(instance.leases.values().next().value?.granted ?? [])].length
  tab.receiving.receive(selection)
  expect((await until(tab.receiving, isOver)).phase).toBe('received')
  expect(tab.disk.outcome).toBe('whole')
  if (selection !== 'all') expect(tab.disk.bytes).toEqual(sent[selection[0] ?? 0]?.bytes)
  else expect(tab.disk.bytes.length).toBe(tab.disk.size)
  // It goes on where it was, and says so from the beginning.
  expect(seen[0]).toBe(lease?.unfinished?.progress.doneBytes)
  expect(fetchedBefore).toBeGreaterThan(0)
  expect(instance.leases.size).toBe(1)
  expect(drop.givenBack).toBe(0)
  expect(browser.device.files.size).toBe(0)
})

test('what is kept is not fetched again', async () => {
  const { code } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, 'all', 0.9)
  const tab = await reload(before, code)
  const already = fetches()
  tab.receiving.receive('all')
  await until(tab.receiving, isOver)
  // 53 parts in windows of 7: the last tenth lies in one or two.
  expect(fetches() - already).toBeLessThanOrEqual(2)
})

test('what is kept is sealed: it holds no byte of the files', async () => {
  const text = { path: 'a.txt', bytes: new TextEncoder().encode('galanthus '.repeat(20_000)) }
  const { code } = await storeDrop(instance, [text])
  const tab = await open(code)
  await begun(tab, 'all', 0.5)
  const [kept = new Uint8Array(0)] = browser.device.files.values()
  expect(kept.length).toBeGreaterThan(50_000)
  expect(Buffer.from(kept).includes('galanthus')).toBe(false)
})

test('kept bytes that changed on the disk are fetched again', async () => {
  const { code } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, [0], 0.6)
  const tab = await reload(before, code)
  const [kept] = browser.device.files.values()
  kept?.set([1, 2, 3, 4, 5, 6, 7, 8], 30_000)
  tab.receiving.receive([0])
  expect((await until(tab.receiving, isOver)).phase).toBe('received')
  expect(tab.disk.bytes).toEqual(sent[0]?.bytes)
})

test('another selection than the one that was begun makes room for itself', async () => {
  const { code } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, [0], 0.6)
  const tab = await reload(before, code)
  tab.receiving.receive([1])
  expect((await until(tab.receiving, isOver)).phase).toBe('received')
  expect(tab.disk.bytes).toEqual(sent[1]?.bytes)
  expect(browser.device.files.size).toBe(0)
})

test.each([
  ['too small', { keepFrom: 10_000_000 }],
  ['without room', {}],
])('a download that is %s is not kept, and begins anew within the same lease', async (why, options) => {
  if (why === 'without room') browser.device.room = 100_000
  const { code } = await storeDrop(instance, sent)
  const before = await open(code, options)
  expect(before.receiving.state()).toMatchObject({ drop: { survivesReload: false } })
  await begun(before, [0], 0.5)
  expect(browser.device.files.size).toBe(0)
  const tab = await reload(before, code, options)
  expect(tab.receiving.state()).toMatchObject({ drop: { lease: { unfinished: null } } })
  tab.receiving.receive([0])
  expect((await until(tab.receiving, isOver)).phase).toBe('received')
  expect(tab.disk.bytes).toEqual(sent[0]?.bytes)
  expect(instance.leases.size).toBe(1)
})

test('a device that is full in the middle keeps no more, and the download does not mind', async () => {
  browser.device.disk = 60_000
  const { code } = await storeDrop(instance, sent)
  const tab = await open(code)
  expect(tab.receiving.state()).toMatchObject({ drop: { survivesReload: true } })
  tab.receiving.receive([0])
  await until(tab.receiving, (state) => 'drop' in state && state.drop?.survivesReload === false)
  expect((await until(tab.receiving, isOver)).phase).toBe('received')
  expect(tab.disk.bytes).toEqual(sent[0]?.bytes)
})

test('a cancelled download is given back, and nothing of it is left', async () => {
  const { code, drop } = await storeDrop(instance, sent)
  const tab = await open(code)
  await begun(tab, 'all', 0.1)
  tab.receiving.cancel()
  expect(tab.receiving.state()).toMatchObject({ phase: 'cancelled', drop: { lease: null } })
  await expect.poll(() => drop.givenBack).toBe(1)
  await expect.poll(() => browser.device.files.size).toBe(0)
  await expect.poll(() => browser.leases.running(Date.now())).toEqual([])
})

test('a download that the browser ends because its page is being left stays held', async () => {
  const { code, drop } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, 'all', 0.1)
  before.disk.stop()
  // The page hears of its own end a moment later.
  await new Promise((resolve) => setTimeout(resolve, 50))
  const tab = await reload(before, code)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(tab.receiving.state()).toMatchObject({
    phase: 'opened',
    drop: { lease: { lapsesAt: expect.any(Number) as number } },
  })
  expect(drop.givenBack).toBe(0)
})

test.each(['cancel', 'finish'] as const)(
  'a download that is held after a reload can be given back (%s)',
  async (by) => {
    const { code, drop } = await storeDrop(instance, sent)
    const before = await open(code)
    await begun(before, 'all', 0.1)
    const tab = await reload(before, code)
    tab.receiving[by]()
    expect(tab.receiving.state()).toMatchObject({ phase: 'cancelled', drop: { lease: null } })
    await until(tab.receiving, (state) => 'drop' in state && state.drop?.placesLeft === 1)
    expect(drop.givenBack).toBe(1)
    await expect.poll(() => browser.device.files.size).toBe(0)
  },
)

test('a revoke in the middle removes what was kept', async () => {
  const { code, drop } = await storeDrop(instance, sent)
  const tab = await open(code)
  tab.receiving.receive('all')
  await until(tab.receiving, (state) => state.phase === 'receiving' && state.progress.doneBytes > 50_000)
  drop.ended = { reason: 'revoked', at: 9 }
  expect(await until(tab.receiving, phase('failed', 'received'))).toMatchObject({ error: { code: 'revoked' } })
  await expect.poll(() => browser.device.files.size).toBe(0)
  await expect.poll(() => browser.leases.running(Date.now())).toEqual([])
})

test('what a lapsed lease has left goes on in another one, and is not fetched again', async () => {
  const { code, drop } = await storeDrop(instance, sent, { maxDownloads: 5 })
  const before = await open(code)
  await begun(before, 'all', 0.5)
  for (const lease of instance.leases.values()) lease.lapsesAt = 0
  const tab = await reload(before, code)
  expect(tab.receiving.state()).toMatchObject({ phase: 'opened', drop: { lease: null, placesLeft: 4 } })
  expect(browser.device.files.size).toBe(1)
  await receivesRest(tab, drop)
  await expect.poll(() => browser.device.files.size).toBe(0)
})

test('what a lapsed lease has left waits for a place', async () => {
  const { code } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, 'all', 0.2)
  for (const lease of instance.leases.values()) lease.lapsesAt = 0
  const tab = await reload(before, code)
  // It stands still for as long as it has the place: half of the parts would use it up.
  instance.fault = silentStorage
  const other = await open(code, { browser: new Browser(), keepFrom: Infinity })
  other.receiving.receive('all')
  await until(other.receiving, (state) => state.phase === 'receiving' && state.stage === 'receiving')
  tab.receiving.receive('all')
  expect(await until(tab.receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'held' } })
  other.receiving.cancel()
  await until(other.receiving, (state) => 'drop' in state && state.drop?.placesLeft === 1)
  expect(browser.device.files.size).toBe(1)
  instance.fault = () => null
  tab.receiving.retry()
  await until(tab.receiving, phase('opened'))
  const already = fetches()
  tab.receiving.receive('all')
  expect((await until(tab.receiving, isOver)).phase).toBe('received')
  expect(fetches() - already).toBeLessThanOrEqual(7)
})

test('what a lease has left that lapsed more than a day ago is removed when the page is opened', async () => {
  const { code } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, 'all', 0.5)
  before.leave()
  await expect.poll(() => before.disk.outcome).toBe('broken')
  const [kept] = await browser.leases.running(Date.now())
  if (kept === undefined) throw new Error('no lease is kept')
  const lapsed = (ago: number) => browser.leases.change(kept.locator, () => ({ ...kept, lapsesAt: Date.now() - ago }))
  await lapsed(23 * 3_600_000)
  openTab(instance, { browser })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(browser.device.files.size).toBe(1)
  await lapsed(24 * 3_600_000)
  openTab(instance, { browser })
  await expect.poll(() => browser.device.files.size).toBe(0)
})

test('without a network a held lease is believed', async () => {
  const { code } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, 'all', 0.5)
  const noRenewal = () => ({ renew: () => Promise.reject(new DropError('network')) })
  const tab = await reload(before, code, { lie: noRenewal })
  expect(tab.receiving.state()).toMatchObject({ drop: { lease: { unfinished: { selection: 'all' } } } })
})

test('what a lapsed lease has left is not fetched again where nobody could be asked for it at first', async () => {
  const { code, drop } = await storeDrop(instance, sent, { maxDownloads: 5 })
  const before = await open(code)
  await begun(before, 'all', 0.5)
  before.leave()
  await expect.poll(() => before.disk.outcome).toBe('broken')
  for (const lease of instance.leases.values()) lease.lapsesAt = 0
  const [kept] = await browser.leases.running(0)
  if (kept === undefined) throw new Error('no lease is kept')
  await browser.leases.change(kept.locator, (lease) => lease && { ...lease, lapsesAt: Date.now() - 1 })
  // It has taken its room already.
  browser.device.room = 0
  const noRenewal = () => ({ renew: () => Promise.reject(new DropError('network')) })
  const tab = await reload(before, code, { lie: noRenewal })
  expect(tab.receiving.state()).toMatchObject({ phase: 'opened', drop: { lease: null } })
  await receivesRest(tab, drop)
})

test('leftovers are removed when the page is opened, and what runs is not', async () => {
  const { code } = await storeDrop(instance, sent)
  const before = await open(code)
  await begun(before, 'all', 0.5)
  browser.device.files.set('somebody-elses', new Uint8Array(9))
  openTab(instance, { browser })
  await expect.poll(() => browser.device.files.has('somebody-elses')).toBe(false)
  expect(browser.device.files.size).toBe(1)
})

test('a second tab saves at once what the first one keeps, and takes nothing away from it', async () => {
  const { code } = await storeDrop(instance, sent)
  const first = await open(code)
  await begun(first, [0], 0.5)
  instance.fault = () => null
  const second = await open(code)
  second.receiving.receive([0])
  expect((await until(second.receiving, isOver)).phase).toBe('received')
  expect(second.disk.bytes).toEqual(sent[0]?.bytes)
  expect((await until(first.receiving, isOver)).phase).toBe('received')
  expect(first.disk.bytes).toEqual(sent[0]?.bytes)
})

test('a browser that can save no more keeps what it has, for another try', async () => {
  const { code, drop } = await storeDrop(instance, sent)
  const disk = new Disk()
  disk.room = 100_000
  const before = await open(code, { disk })
  before.receiving.receive('all')
  expect(await until(before.receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'save-failed' } })
  before.receiving.retry()
  disk.room = Infinity
  disk.pieces.length = 0
  expect(await until(before.receiving, phase('opened'))).toMatchObject({ drop: { lease: { unfinished: {} } } })
  before.receiving.receive('all')
  expect((await until(before.receiving, isOver)).phase).toBe('received')
  expect(disk.bytes.length).toBe(disk.size)
  expect({ leases: instance.leases.size, counted: drop.counted }).toEqual({ leases: 1, counted: 1 })
})

test('the lease is remembered without anything that opens the link', async () => {
  const { code } = await storeDrop(instance, sent)
  const tab = await open(code)
  await begun(tab, 'all', 0.5)
  const [kept] = await browser.leases.running(Date.now())
  expect(Object.keys(kept ?? {}).sort()).toEqual(['id', 'lapsesAt', 'locator', 'taken', 'token', 'unfinished'])
  expect(JSON.stringify(kept)).not.toContain(code.slice(2, 20))
})

test.each([[[0, 5]], [[1, 0]], [[]], [[-1]]])(
  'a selection %j that the device remembers and no drop has is none',
  async (selection) => {
    const { code } = await storeDrop(instance, sent)
    const before = await open(code)
    await begun(before, 'all', 0.5)
    const [kept] = await browser.leases.running(Date.now())
    if (kept === undefined) throw new Error('no lease is kept')
    const tab = await reload(before, code)
    await browser.leases.change(kept.locator, (lease) => lease && { ...lease, unfinished: selection })
    const next = await open(code)
    expect(next.receiving.state()).toMatchObject({ phase: 'opened', drop: { lease: { unfinished: null } } })
    next.receiving.receive('all')
    expect((await until(next.receiving, isOver)).phase).toBe('received')
    expect(tab.receiving.state().phase).toBe('opened')
  },
)
