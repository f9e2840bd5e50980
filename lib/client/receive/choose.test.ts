import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Instance } from '../instance.fixture.ts'
import type { Selection } from './receive-state.ts'
import { Browser, Disk, faultAt, file, isOver, openedTab, phase, type Tab, until } from './receiving.fixture.ts'
import { type PlainFile, storeDrop } from './sealed-drop.fixture.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
})
afterEach(() => instance.close())

/** Parts have 4 KiB here: these lie in parts 1–3, 3–23, none, 23–23 and 23–49. */
const five = [
  file('box/a.bin', 10_000),
  file('box/b.bin', 82_000),
  file('box/empty.txt', 0),
  file('box/c.bin', 500),
  file('box/d.bin', 107_000),
]

/** Parts that were granted after the claim, in order. */
function windows(): string[] {
  return instance.requests.filter((request) => request.endsWith('/grants'))
}

async function take(tab: Tab, selection: Selection): Promise<string> {
  tab.disk.pieces.length = 0
  tab.receiving.receive(selection)
  return (await until(tab.receiving, isOver)).phase
}

/** The names and bytes in a zip, as a stranger reads them. */
function unzip(disk: Disk): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'snowdrop-zip-'))
  writeFileSync(join(folder, 'z.zip'), disk.bytes)
  const script =
    'import sys,zipfile,json,base64\nz=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None\nprint(json.dumps({n:base64.b64encode(z.read(n)).decode() for n in z.namelist()}))'
  const listing = execFileSync('python3', ['-c', script, join(folder, 'z.zip')], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return JSON.parse(listing) as Record<string, string>
}
const asZipped = (files: readonly PlainFile[]) =>
  Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')]))
const pick = (selection: readonly number[]) => five.filter((_, index) => selection.includes(index))

test.each([0, 1, 2, 3, 4])('file %i alone is saved as itself', async (index) => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  expect(await take(tab, [index])).toBe('received')
  const sent = five[index]
  expect(tab.disk).toMatchObject({ name: sent?.path.slice(4), size: sent?.bytes.length, outcome: 'whole' })
  expect(tab.disk.bytes).toEqual(sent?.bytes)
  expect(tab.receiving.state()).toMatchObject({ selection: [index], drop: { lease: { unfinished: null } } })
  expect(drop.counted).toBe(0)
})

test.each([[[0, 1]], [[0, 3]], [[0, 2]], [[1, 2, 4]], [[3, 4]], [[0, 1, 2, 3]]])(
  'files %j are saved as a zip of their own',
  async (selection) => {
    const { code } = await storeDrop(instance, five)
    const tab = await openedTab(instance, code)
    expect(tab.receiving.saveName(selection)).toBe('box.zip')
    expect(await take(tab, selection)).toBe('received')
    expect(tab.disk.bytes.length).toBe(tab.disk.size)
    expect(unzip(tab.disk)).toEqual(asZipped(pick(selection)))
  },
)

test('only the parts that hold a selection are granted and fetched', async () => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  await take(tab, [3])
  const [lease] = instance.leases.values()
  // The claim grants its window of 7 parts; the file lies in part 23 alone.
  expect([...(lease?.granted ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 23])
  expect(windows()).toHaveLength(1)
  expect(instance.requests.filter((request) => request.startsWith('GET /blobs'))).toHaveLength(1)
  expect(drop.counted).toBe(0)
})

test('one after another is taken within one lease, which is completed with the last', async () => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  for (const selection of [[0], [1, 3], [2]]) expect(await take(tab, selection)).toBe('received')
  expect(drop).toMatchObject({ counted: 0, ended: null })
  expect(await take(tab, [4])).toBe('received')
  expect(tab.disk.bytes).toEqual(five[4]?.bytes)
  expect(tab.receiving.state()).toMatchObject({ drop: { lease: null } })
  expect(instance.leases.size).toBe(1)
  expect(drop).toMatchObject({ counted: 1, ended: { reason: 'used-up' } })
})

test('what was finished is done', async () => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  await take(tab, [0])
  tab.receiving.finish()
  const state = await until(tab.receiving, (each) => 'drop' in each && each.drop?.lease === null)
  expect(state).toMatchObject({ phase: 'received', selection: [0] })
  expect(drop.counted).toBe(1)
  tab.receiving.receive([1])
  expect(tab.receiving.state()).toBe(state)
})

test('nothing is finished of which nothing was taken', async () => {
  const { code } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  tab.receiving.finish()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(tab.receiving.state().phase).toBe('opened')
  expect(instance.leases.size).toBe(0)
})

test('every file named is all of them, and completes', async () => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  expect(await take(tab, [0, 1, 2, 3, 4])).toBe('received')
  expect(tab.receiving.state()).toMatchObject({ selection: 'all' })
  expect(drop.counted).toBe(1)
})

test.each([[[]], [[5]], [[1, 0]], [[0, 0]], [[-1]], [[0.5]]])(
  'the selection %j is refused before anything is claimed',
  async (selection) => {
    const { code } = await storeDrop(instance, five)
    const tab = await openedTab(instance, code)
    tab.receiving.receive(selection)
    expect(await until(tab.receiving, phase('failed'))).toMatchObject({ error: { code: 'bad-request' } })
    expect(instance.leases.size).toBe(0)
  },
)

test('a cancelled second selection keeps the lease, and the first stays taken', async () => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  await take(tab, [0])
  instance.fault = (request) => (request.startsWith('GET /blobs') ? { stallBodyAt: 3000 } : null)
  tab.receiving.receive([4])
  await until(tab.receiving, (state) => state.phase === 'receiving' && state.stage === 'receiving')
  tab.receiving.cancel()
  expect(tab.receiving.state()).toMatchObject({ phase: 'cancelled', drop: { lease: { unfinished: null } } })
  instance.fault = () => null
  expect(await take(tab, [1])).toBe('received')
  expect(tab.disk.bytes).toEqual(five[1]?.bytes)
  expect({ leases: instance.leases.size, givenBack: drop.givenBack }).toEqual({ leases: 1, givenBack: 0 })
})

test('a page that is left after something was taken counts as done', async () => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  await take(tab, [0])
  tab.leave()
  expect(tab.receiving.state()).toMatchObject({ phase: 'received', drop: { lease: null } })
  await expect.poll(() => drop.counted).toBe(1)
})

test.each([1, 2, 3])('a window of a selection that is cut goes on (%i)', async (n) => {
  const { code } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  faultAt(instance, /GET \/blobs/, n, { cutBodyAt: 5000 })
  expect(await take(tab, [0, 4])).toBe('received')
  expect(unzip(tab.disk)).toEqual(asZipped(pick([0, 4])))
})

test('a changed byte in a part of the selection is never saved as whole, one elsewhere does not matter', async () => {
  const { code, drop } = await storeDrop(instance, five)
  drop.parts.get(30)?.set([1, 2, 3], 100)
  const tab = await openedTab(instance, code)
  expect(await take(tab, [0])).toBe('received')
  expect(await take(tab, [4])).toBe('failed')
  expect(tab.receiving.state()).toMatchObject({ error: { code: 'payload-tampered' }, drop: { lease: {} } })
  expect(tab.disk.bytes.length).toBeLessThan(107_000)
})

test('two tabs of one browser begin at once: one place is taken, and both get their file', async () => {
  const browser = new Browser()
  const { code, drop } = await storeDrop(instance, five)
  const tabs = await Promise.all([openedTab(instance, code, { browser }), openedTab(instance, code, { browser })])
  const ends = await Promise.all(tabs.map((tab, at) => take(tab, at === 0 ? [0] : [4])))
  expect(ends).toEqual(['received', 'received'])
  expect(tabs.map(({ disk }) => disk.bytes)).toEqual([five[0]?.bytes, five[4]?.bytes])
  expect({ leases: instance.leases.size, ended: drop.ended }).toEqual({ leases: 1, ended: null })
})

test('a tab neither completes nor gives up what another one is at', async () => {
  const browser = new Browser()
  const { code, drop } = await storeDrop(instance, five)
  const [first, second] = await Promise.all([
    openedTab(instance, code, { browser }),
    openedTab(instance, code, { browser }),
  ])
  instance.fault = (request) => (request.startsWith('GET /blobs') ? { stallBodyAt: 3000 } : null)
  first.receiving.receive('all')
  await until(first.receiving, (state) => state.phase === 'receiving' && state.stage === 'receiving')
  second.receiving.receive([0])
  await until(second.receiving, (state) => state.phase === 'receiving' && state.stage === 'receiving')
  second.receiving.cancel()
  instance.fault = () => null
  expect((await until(first.receiving, isOver)).phase).toBe('received')
  expect({ counted: drop.counted, givenBack: drop.givenBack, leases: instance.leases.size }).toEqual({
    counted: 1,
    givenBack: 0,
    leases: 1,
  })
})

test('two people on the last download: the second hears that it is held, and gets it once it came free', async () => {
  const { code } = await storeDrop(instance, five)
  const [first, second] = [await openedTab(instance, code), await openedTab(instance, code)]
  instance.fault = (request) => (request.startsWith('GET /blobs') ? { stallBodyAt: 3000 } : null)
  first.receiving.receive([4])
  await until(first.receiving, (state) => state.phase === 'receiving' && state.stage === 'receiving')
  expect(await take(second, [0])).toBe('failed')
  expect(second.receiving.state()).toMatchObject({
    error: { code: 'held', facts: { at: expect.any(Number) as number } },
  })
  first.receiving.cancel()
  await expect.poll(() => [...instance.leases.values()].map(({ state }) => state)).toEqual(['given-back'])
  instance.fault = () => null
  second.receiving.retry()
  await until(second.receiving, phase('opened'))
  expect(await take(second, [0])).toBe('received')
})

test.each(['revoked', 'removed', 'expired'] as const)('a link that is %s in the middle says so', async (reason) => {
  const { code, drop } = await storeDrop(instance, five)
  const tab = await openedTab(instance, code)
  instance.fault = (request) => {
    if (request.startsWith('GET /blobs')) drop.ended ??= { reason, at: 9 }
    return null
  }
  tab.receiving.receive('all')
  expect(await until(tab.receiving, phase('failed'))).toMatchObject({ error: { code: reason, facts: { at: 9 } } })
  expect(tab.disk.outcome).toBe('broken')
})
