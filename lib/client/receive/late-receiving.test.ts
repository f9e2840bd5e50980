import { afterEach, beforeEach, expect, test } from 'vitest'
import { Instance } from '../instance.fixture.ts'
import { createLateReceiveDrop } from './late-receive-drop.ts'
import type { ReceiveDrop } from './receive-state.ts'
import { Browser, Disk, file, isOver, openedTab, openTab, phase, type TabOptions, until } from './receiving.fixture.ts'
import type { BeginTaking } from './receiving.ts'
import { storeDrop } from './sealed-drop.fixture.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
})
afterEach(() => instance.close())

/** Code that comes, or fails to, when the test says so. */
function slowCode() {
  const loads: PromiseWithResolvers<null>[] = []
  const load = async (taking: BeginTaking) => {
    const wait = Promise.withResolvers<null>()
    loads.push(wait)
    await wait.promise
    return taking
  }
  return {
    loads,
    options: { load } satisfies TabOptions,
    come: () => loads.at(-1)?.resolve(null),
    fail: () => loads.at(-1)?.reject(new Error('chunk')),
  }
}

test('looking needs none of the code that takes, and what is about to be taken loads it once', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 10), file('b.bin', 20)])
  const { loads, options } = slowCode()
  const { receiving } = await openedTab(instance, code, options)
  expect(receiving.saveName([1])).toBe('b.bin')
  expect(loads).toHaveLength(0)
  receiving.prepare()
  receiving.prepare()
  expect(loads).toHaveLength(1)
})

test('a click before the code is there shows at once that it is begun, and takes what was wanted', async () => {
  const sent = [file('a.bin', 5000), file('b.bin', 6000)]
  const { code } = await storeDrop(instance, sent)
  const { options, come } = slowCode()
  const disk = new Disk()
  const { receiving } = await openedTab(instance, code, { ...options, disk })
  receiving.receive([1])
  expect(receiving.state()).toMatchObject({
    phase: 'receiving',
    stage: 'claiming',
    selection: [1],
    progress: { doneBytes: 0, totalBytes: 6000 },
  })
  // As by a second press.
  receiving.receive([0])
  come()
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk).toMatchObject({ name: 'b.bin', outcome: 'whole' })
  expect(disk.bytes).toEqual(sent[1]?.bytes)
})

test('where the code cannot be loaded, nothing is claimed, and a retry takes it', async () => {
  const { code, drop } = await storeDrop(instance, [file('a.bin', 5000)])
  const { loads, options, come, fail } = slowCode()
  const { receiving, disk } = await openedTab(instance, code, options)
  receiving.receive('all')
  fail()
  expect(await until(receiving, phase('interrupted'))).toMatchObject({ error: { code: 'network' }, selection: 'all' })
  receiving.retry()
  expect(receiving.state()).toMatchObject({ phase: 'receiving', stage: 'claiming' })
  fail()
  await until(receiving, phase('interrupted'))
  expect(instance.requests.filter((request) => request.endsWith('/leases'))).toEqual([])
  receiving.retry()
  come()
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect([disk.outcome, drop.ended?.reason, loads.length]).toEqual(['whole', 'used-up', 3])
})

test.each(['while it loads', 'after it failed to'])(
  'what is cancelled %s is not taken, and may be after all',
  async (when) => {
    const { code } = await storeDrop(instance, [file('a.bin', 5000)])
    const { options, come, fail } = slowCode()
    const { receiving, disk } = await openedTab(instance, code, options)
    receiving.receive('all')
    if (when === 'after it failed to') {
      fail()
      await until(receiving, phase('interrupted'))
    }
    receiving.cancel()
    expect(receiving.state()).toMatchObject({ phase: 'cancelled', inBrowser: false, drop: { placesLeft: 1 } })
    receiving.prepare()
    come()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([receiving.state().phase, disk.name]).toEqual(['cancelled', ''])
    receiving.receive('all')
    expect((await until(receiving, isOver)).phase).toBe('received')
  },
)

test('a page that is left while the code loads is found as it was opened', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 5000)])
  const { options, come } = slowCode()
  const { receiving, leave, disk } = await openedTab(instance, code, options)
  receiving.receive('all')
  leave()
  expect(receiving.state().phase).toBe('opened')
  come()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([receiving.state().phase, disk.name]).toEqual(['opened', ''])
})

test('a link whose download this browser holds is opened with the code, and fails as the network does without it', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 5000), file('b.bin', 10)])
  const browser = new Browser()
  const first = await openedTab(instance, code, { browser })
  first.receiving.receive([0])
  await until(first.receiving, isOver)
  const { loads, options, come } = slowCode()
  const { receiving } = openTab(instance, { browser, ...options })
  receiving.open(code)
  await expect.poll(() => loads.length).toBe(1)
  come()
  expect(await until(receiving, phase('opened'))).toMatchObject({ drop: { lease: { unfinished: null } } })
  const failing = openTab(instance, { browser, load: () => Promise.reject(new Error('chunk')) })
  failing.receiving.open(code)
  expect(await until(failing.receiving, phase('failed'))).toMatchObject({ error: { code: 'network' } })
})

/** A page whose receiver comes when the test says so. */
function latePage(options: TabOptions = {}) {
  const starts: PromiseWithResolvers<ReceiveDrop>[] = []
  const late = createLateReceiveDrop(() => {
    const start = Promise.withResolvers<ReceiveDrop>()
    starts.push(start)
    return start.promise
  })
  return {
    late,
    starts,
    come: () => starts.at(-1)?.resolve(openTab(instance, options).receiving),
    fail: () => starts.at(-1)?.reject(new Error('chunk')),
  }
}

test.each(['', '#', ' '])('a page without a link, %j, asks for one and loads nothing', (text) => {
  const { late, starts } = latePage()
  expect(late.state().phase).toBe('opening')
  late.open(text)
  late.retry()
  expect([late.state(), starts.length]).toEqual([{ phase: 'asking', error: null }, 0])
})

test('a link is opened as soon as the code is there, the last one of several', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 10)])
  const { late, starts, come } = latePage()
  late.open('something else')
  late.open(code)
  expect([late.state().phase, starts.length]).toEqual(['opening', 1])
  come()
  expect(await until(late, phase('opened', 'asking'))).toMatchObject({ drop: { files: [{ path: 'a.bin' }] } })
  late.receive('all')
  expect((await until(late, isOver)).phase).toBe('received')
})

test('where the code cannot be loaded, a retry opens what was to be opened', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 10)])
  const { late, come, fail } = latePage()
  late.open(code)
  fail()
  expect(await until(late, phase('failed'))).toMatchObject({ error: { code: 'network' }, drop: null })
  late.retry()
  expect(late.state().phase).toBe('opening')
  come()
  expect((await until(late, phase('opened'))).phase).toBe('opened')
})

test('what is cancelled before the code is there is not opened', async () => {
  const { late, come, fail } = latePage()
  late.open('whatever')
  late.cancel()
  fail()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(late.state()).toEqual({ phase: 'asking', error: null })
  late.prepare()
  come()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(late.state()).toEqual({ phase: 'asking', error: null })
  expect(instance.requests).toEqual([])
})
