import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMemorySenderStore } from '../../adapters/memory/memory-sender-store.ts'
import { ContentKey } from '../../crypto/content-key.ts'
import { decodeBase64url } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import { parseHeader } from '../../format/header.ts'
import type { LinkOwnerApi } from '../../ports/drop-api.ts'
import type { SenderStore } from '../../ports/sender-store.ts'
import type { OwnedLink } from '../../wire/drops.ts'
import { Instance } from '../instance.fixture.ts'
import { nameOfSent } from './keep-sent.ts'
import { createNewLink } from './new-link.ts'
import { choice, openStored, reach, ready, sourceOf, startSending, until } from './sending.fixture.ts'

let instance: Instance
let store: SenderStore
beforeEach(async () => {
  instance = await Instance.start()
  store = createMemorySenderStore()
})
afterEach(() => instance.close())

const small = new Uint8Array(3000)

/** A server that takes every further link. */
const links: Partial<LinkOwnerApi> = {
  add: (_id, _owner, { locator, maxDownloads }) =>
    Promise.resolve({ locator, maxDownloads, expiresAt: 2 ** 40 } as OwnedLink),
  revoke: () => Promise.resolve(),
}

test('a drop is kept with its link, its key and its name, and the page says so', async () => {
  const notifySent = vi.fn()
  const drop = startSending(instance, { store, notifySent })
  drop.add([sourceOf('trip/a', small), sourceOf('trip/b', small)])
  drop.makeLink({ ...choice, labels: [' Ada '] })
  const { link, isKept } = await ready(drop)
  expect(isKept).toBe(true)
  expect(notifySent).toHaveBeenCalled()
  const [kept] = await store.drops()
  expect(kept).toMatchObject({
    ...{ id: instance.live.id, kind: 'files', name: 'trip', files: 2, totalBytes: 6000 },
    links: [{ locator: link.locator, code: link.url.split('#')[1], label: 'Ada' }],
  })
  const header = parseHeader(kept!.header)
  expect(kept!.header).toEqual(decodeBase64url(instance.live.header))
  // Whatever else is made of what is kept opens the same drop.
  const wanted = { ...choice, contentKey: ContentKey.fromKept(kept!.contentKey), header }
  const stretch = () => Promise.reject(new Error('no password'))
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const again = await createNewLink({ stretch, random, profile: 'light' })(wanted, new AbortController().signal)
  Object.assign(instance.live.completed!, { link: again.request })
  expect((await openStored(instance, `x#${again.code}`, instance.live)).manifest).toMatchObject({ length: 6000 })
})

test('further links are kept too, and revoking leaves them to the server to explain', async () => {
  const notifySent = vi.fn()
  const drop = startSending(instance, { store, notifySent, links })
  drop.add([sourceOf('a', small)])
  drop.makeLink({ ...choice, labels: ['a', 'b'] })
  await ready(drop)
  await drop.addLinks({ ...choice, labels: ['c'] })
  const state = await reach(drop, 'ready')
  await until(async () => expect((await store.drops())[0]?.links.map(({ label }) => label)).toEqual(['a', 'b', 'c']))
  notifySent.mockClear()
  await drop.revokeLink(state.links[1]!.locator)
  expect((await store.drops())[0]?.links).toHaveLength(3)
  expect(notifySent).toHaveBeenCalledTimes(1)
  await drop.deleteDrop()
  expect(notifySent).toHaveBeenCalledTimes(2)
})

test('a link is kept before its drop goes live, and once', async () => {
  const wasLive: boolean[] = []
  const changeDrop: SenderStore['changeDrop'] = (id, change) => {
    wasLive.push(instance.live.completed !== null)
    return store.changeDrop(id, change)
  }
  const drop = startSending(instance, { store: { ...store, changeDrop } })
  drop.add([sourceOf('a', small)])
  drop.makeLink(choice)
  const { link } = await ready(drop)
  expect(wasLive).toEqual([false, true])
  expect(await store.drops()).toMatchObject([{ links: [{ locator: link.locator }] }])
})

test.each([
  ['too-many-links', 0],
  // It may have got through.
  ['network', 1],
] as const)('a further link is kept before it is live, and one that fails with %s leaves %i', async (code, left) => {
  const keptBefore: string[] = []
  const add: LinkOwnerApi['add'] = async (_id, _owner, { locator }) => {
    const [kept] = await store.drops()
    keptBefore.push(...(kept?.links.filter((link) => link.locator === locator) ?? []).map(({ label }) => label ?? ''))
    throw new DropError(code)
  }
  const drop = startSending(instance, { store, links: { add } })
  drop.add([sourceOf('a', small)])
  drop.makeLink(choice)
  await ready(drop)
  expect(await drop.addLinks({ ...choice, labels: ['Ada'] })).toMatchObject({ code })
  expect(new Set(keptBefore)).toEqual(new Set(['Ada']))
  expect((await store.drops())[0]?.links).toHaveLength(1 + left)
})

test('where keeping is off nothing is kept', async () => {
  await store.keeping(false)
  const drop = startSending(instance, { store })
  drop.add([sourceOf('a', small)])
  drop.makeLink(choice)
  expect(await ready(drop)).toMatchObject({ isKept: false })
  expect(await store.drops()).toEqual([])
})

test('a drop that was forgotten meanwhile is not kept again', async () => {
  const drop = startSending(instance, { store, links })
  drop.add([sourceOf('a', small)])
  drop.makeLink(choice)
  await ready(drop)
  await store.changeDrop((await store.drops())[0]!.id, () => null)
  await drop.addLinks(choice)
  await until(() => expect(drop.state()).toMatchObject({ isKept: false, links: [{}, {}] }))
  expect(await store.drops()).toEqual([])
})

test.each<[string, () => SenderStore]>([
  ['refuses', () => createMemorySenderStore({ refuses: true })],
  ['refuses drops alone', () => ({ ...store, changeDrop: () => Promise.reject(new Error('quota')) })],
])('a store that %s does not fail the drop', async (_, device) => {
  const drop = startSending(instance, { store: device() })
  drop.add([sourceOf('a', small)])
  drop.makeLink(choice)
  expect(await ready(drop)).toMatchObject({ isKept: false, links: [{}] })
})

test('a store that does not answer does not hold the link up for long, and says later that it keeps it', async () => {
  const asked = Promise.withResolvers<undefined>()
  const changeDrop: SenderStore['changeDrop'] = (id, change) => asked.promise.then(() => store.changeDrop(id, change))
  const drop = startSending(instance, { store: { ...store, changeDrop } })
  drop.add([sourceOf('a', small)])
  drop.makeLink(choice)
  expect(await ready(drop)).toMatchObject({ isKept: false, links: [{}] })
  asked.resolve(undefined)
  await until(() => expect(drop.state()).toMatchObject({ isKept: true }))
})

test('what is cancelled before its link was seen is not in the list', async () => {
  const added = Promise.withResolvers<OwnedLink>()
  // Whoever cancelled may no longer be waiting for it.
  added.promise.catch(() => undefined)
  const add = vi.fn(() => added.promise)
  const drop = startSending(instance, { store, links: { add } })
  drop.add([sourceOf('a', small)])
  drop.makeLink({ ...choice, labels: ['a', 'b'] })
  await until(() => expect(add).toHaveBeenCalled())
  expect(await store.drops()).toHaveLength(1)
  drop.cancel()
  added.reject(new Error('too late'))
  await until(async () => expect(await store.drops()).toEqual([]))
  expect(drop.state().phase).toBe('empty')
})

describe('the name in the list', () => {
  const files = (...paths: string[]) => paths.map((path) => ({ key: path, path, size: 1 }))
  test.each([
    ['a.txt', files('a.txt')],
    ['a.txt', files('trip/a.txt')],
    ['trip', files('trip/a.txt', 'trip/deep/b.txt')],
    ['a.txt', files('trip/a.txt', 'trips/b.txt')],
    ['a.txt', files('a.txt', 'b.txt')],
  ])('is %s', (name, of) => expect(nameOfSent({ kind: 'files' }, of)).toBe(name))

  test('of what was written is its kind or its host', () => {
    expect(nameOfSent({ kind: 'note' }, [])).toBe('Note')
    expect(nameOfSent({ kind: 'redirect', host: 'a.example:8080' }, [])).toBe('a.example:8080')
  })
})
