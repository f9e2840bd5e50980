import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DropId } from '../../wire/fields.ts'
import { Instance } from '../instance.fixture.ts'
import { createStateCell } from '../state-cell.ts'
import { createLateDrop, type LoadedDrop, type SenderTicket } from './late-drop.ts'
import { choice, openStored, reach, ready, sourceOf, startSending } from './sending.fixture.ts'
import type { TicketState } from './upload-ticket.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
})
afterEach(() => instance.close())

const bytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const [a, b] = [sourceOf('folder/a', bytes(3000)), sourceOf('b', bytes(20))]

/** A ticket that remembers what it was given. */
function someTicket(): SenderTicket & { readonly used: string[] } {
  const cell = createStateCell<TicketState>({ step: 'none', error: null })
  const used: string[] = []
  return {
    state: cell.get,
    subscribe: cell.subscribe,
    use: (text) => {
      used.push(text)
      cell.set({ step: 'held', left: null, isKept: false })
    },
    forget: () => cell.set({ step: 'none', error: null }),
    used,
  }
}

/** A page whose code comes, or fails to, when the test says so. */
function page() {
  const ticket = someTicket()
  const loads: PromiseWithResolvers<LoadedDrop>[] = []
  const late = createLateDrop(() => {
    const load = Promise.withResolvers<LoadedDrop>()
    loads.push(load)
    return load.promise
  })
  const settle = async () => {
    await Promise.resolve()
    await Promise.resolve()
  }
  const come = async () => {
    loads.at(-1)?.resolve({ drop: startSending(instance), ticket })
    await settle()
  }
  const fail = async () => {
    loads.at(-1)?.reject(new Error('chunk'))
    await settle()
  }
  return { late, loads, ticket, come, fail }
}

test('nothing is loaded until somebody is about to send, and once then', () => {
  const { late, loads } = page()
  late.retry()
  late.cancel()
  expect([late.state(), loads.length]).toEqual([{ phase: 'empty', unfinished: [] }, 0])
  late.prepare()
  late.prepare()
  late.add([a])
  expect(loads).toHaveLength(1)
})

test('what is chosen shows at once, and goes up when the code is there', async () => {
  const { late, come } = page()
  late.add([a])
  late.add([b])
  expect(late.state()).toMatchObject({
    phase: 'gathering',
    files: [
      { path: 'folder/a', size: 3000 },
      { path: 'b', size: 20 },
    ],
    progress: { doneBytes: 0, totalBytes: 3020 },
  })
  late.makeLink(choice)
  expect(late.state()).toMatchObject({ phase: 'finishing', kind: 'files', choice })
  // As by a second press of the button.
  late.makeLink({ ...choice, maxDownloads: 7 })
  late.add([sourceOf('too late', bytes(1))])
  await come()
  const { link } = await ready(late)
  expect(link.maxDownloads).toBe(choice.maxDownloads)
  const { manifest } = await openStored(instance, link.url, instance.live)
  expect(manifest).toMatchObject({ files: [{ path: 'folder/a' }, { path: 'b' }] })
})

test('what is taken out again before the code is there never goes up', async () => {
  const { late, come } = page()
  late.add([a, b])
  const [first] = (await reach(late, 'gathering')).files
  late.remove(first?.key ?? '')
  expect(late.state()).toMatchObject({ files: [{ path: 'b' }] })
  await come()
  late.makeLink(choice)
  const { link } = await ready(late)
  expect((await openStored(instance, link.url, instance.live)).manifest).toMatchObject({ files: [{ path: 'b' }] })
})

test('without its last file, and cancelled, it is as if nothing had been chosen', async () => {
  const { late, come } = page()
  late.add([a])
  late.remove((await reach(late, 'gathering')).files[0]?.key ?? '')
  expect(late.state().phase).toBe('empty')
  late.add([b])
  late.cancel()
  await come()
  expect(late.state().phase).toBe('empty')
  expect(instance.requests).toEqual([])
})

test('what was written is sent as it is', async () => {
  const { late, come } = page()
  late.write({ kind: 'note', text: 'hello' }, choice)
  late.add([a])
  expect(late.state()).toMatchObject({ phase: 'finishing', kind: 'note', files: [] })
  await come()
  const { link } = await ready(late)
  expect((await openStored(instance, link.url, instance.live)).manifest).toMatchObject({ kind: 'note' })
})

test('where the code cannot be loaded, no file is lost: it is paused, and a retry sends all of it', async () => {
  const { late, loads, fail, come } = page()
  late.add([a])
  await fail()
  expect(late.state()).toMatchObject({
    phase: 'paused',
    files: [{ path: 'folder/a' }],
    error: { code: 'network' },
    choice: null,
  })
  late.retry()
  expect(late.state()).toMatchObject({ phase: 'gathering', files: [{ path: 'folder/a' }] })
  await fail()
  // Another choice is another try.
  late.add([b])
  late.makeLink(choice)
  expect(loads).toHaveLength(3)
  await fail()
  expect(late.state()).toMatchObject({ phase: 'paused', choice })
  late.retry()
  await come()
  const { link } = await ready(late)
  expect((await openStored(instance, link.url, instance.live)).manifest).toMatchObject({
    files: [{ path: 'folder/a' }, { path: 'b' }],
  })
})

test('where a page says that the code could not be loaded, who moves over it changes nothing', async () => {
  const { late, loads, fail } = page()
  late.add([a])
  await fail()
  const phases: string[] = []
  late.subscribe(() => phases.push(late.state().phase))
  late.prepare()
  await fail()
  late.prepare()
  expect([loads.length, late.state().phase, phases]).toEqual([1, 'paused', []])
  late.cancel()
  late.prepare()
  expect(loads).toHaveLength(2)
})

test('code that could not be loaded before anything was chosen is asked for again in silence', async () => {
  const { late, loads, fail } = page()
  late.prepare()
  await fail()
  expect(late.state()).toEqual({ phase: 'empty', unfinished: [] })
  late.retry()
  expect(loads).toHaveLength(1)
  late.prepare()
  expect(loads).toHaveLength(2)
})

test('what was begun goes on by itself, and what was not asks for nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { late, loads, fail } = page()
  late.prepare()
  await fail()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(loads).toHaveLength(1)
  late.add([a])
  await fail()
  expect(loads).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(loads).toHaveLength(3)
  vi.useRealTimers()
})

test('who is told of a retry or a failure may retry, too: the code is loaded once at a time', async () => {
  const { late, loads, fail } = page()
  late.add([a])
  await fail()
  const stop = late.subscribe(late.retry)
  late.retry()
  expect([late.state().phase, loads.length]).toEqual(['gathering', 2])
  // As its failure is told, a third begins, and is not taken for the one that failed.
  await fail()
  expect([late.state().phase, loads.length]).toEqual(['gathering', 3])
  stop()
})

test('a failure counts once, however many asked, and never for the load after it', async () => {
  const { late, loads, fail } = page()
  late.add([a])
  late.prepare()
  late.prepare()
  const phases: string[] = []
  let isRetried = false
  late.subscribe(() => {
    phases.push(late.state().phase)
    if (isRetried) return
    isRetried = true
    late.retry()
  })
  await fail()
  expect(phases.at(-1)).toBe('gathering')
  expect(phases.filter((phase) => phase === 'paused').length).toBeLessThanOrEqual(1)
  expect(loads).toHaveLength(2)
})

test('a fault in what was begun is told of, and the code stays loaded', async () => {
  const { late, loads, ticket, come } = page()
  const faults: unknown[] = []
  // As the browser does, which tells of it at its console.
  vi.stubGlobal('queueMicrotask', (work: () => void) => {
    try {
      work()
    } catch (fault) {
      faults.push(fault)
    }
  })
  const fault = new Error('a listener that fails')
  ticket.subscribe(() => {
    throw fault
  })
  late.ticket.use('first')
  await come()
  vi.unstubAllGlobals()
  expect([faults, late.ticket.state().step]).toEqual([[fault], 'held'])
  late.prepare()
  expect(loads).toHaveLength(1)
})

test('a ticket that is typed while the code comes is shown as being checked', () => {
  const { late } = page()
  late.prepare()
  late.ticket.use('first')
  expect(late.ticket.state()).toEqual({ step: 'checking' })
})

test('a ticket is used as soon as the code is there, and not lost where it is not', async () => {
  const { late, ticket, fail, come } = page()
  late.ticket.use('first')
  expect(late.ticket.state()).toEqual({ step: 'checking' })
  await fail()
  expect(late.ticket.state()).toMatchObject({ step: 'none', error: { code: 'network' } })
  late.retry()
  await come()
  expect([late.ticket.state().step, ticket.used]).toEqual(['held', ['first']])
  late.ticket.use('second')
  late.ticket.forget()
  expect([late.ticket.state().step, ticket.used]).toEqual(['none', ['first', 'second']])
})

test('once it is there, everything is done by it', async () => {
  const { late, come } = page()
  late.prepare()
  await come()
  late.resume('AAAAAAAAAAAAAAAAAAAAAA' as DropId, null)
  late.add([a, b])
  late.remove((await reach(late, 'gathering')).files[1]?.key ?? '')
  late.makeLink(choice)
  const { files } = await ready(late)
  expect(files).toMatchObject([{ path: 'folder/a' }])
  expect(await late.deleteDrop()).toBeNull()
  await reach(late, 'deleted')
  late.startOver()
  await reach(late, 'empty')
})
