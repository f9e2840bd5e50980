import { afterEach, describe, expect, test } from 'vitest'
import { createMemorySenderStore } from '../../adapters/memory/memory-sender-store.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { encodeBase64url, utf8 } from '../../format/bytes.ts'
import { formatCode } from '../../format/code.ts'
import { DropError } from '../../format/drop-error.ts'
import type { LinkOwnerApi } from '../../ports/drop-api.ts'
import { someDrop, someLink } from '../../ports/sender-store.contract.ts'
import type { KeptDrop, SenderStore } from '../../ports/sender-store.ts'
import type { NewLink, OwnedDrop, OwnedLink } from '../../wire/drops.ts'
import { type Locator, locator } from '../../wire/fields.ts'
import { createSentDrops, type SentDropsDeps } from './sent-drops.ts'
import type { SentDrop, SentDrops } from './sent-state.ts'

function owned(of: Locator, more: Partial<OwnedLink> = {}): OwnedLink {
  return {
    locator: of,
    createdAt: 1,
    expiresAt: 1000,
    maxDownloads: 2,
    counted: 0,
    running: 0,
    placesLeft: 2,
    wrongTries: 0,
    frozen: false,
    ended: null,
    receipts: [],
    ...more,
  }
}

/** A server in memory that knows drops by their kept form, and fails where it is told to. */
class Server {
  readonly drops = new Map<string, OwnedDrop>()
  readonly calls: string[] = []
  failure: DropError | null = null

  know({ id, links }: KeptDrop, more: Partial<OwnedDrop> = {}): void {
    const known = links.map((link) => owned(link.locator))
    this.drops.set(id, {
      id,
      state: 'live',
      createdAt: 1,
      sealedLength: 1,
      stored: true,
      quarantinedAt: null,
      links: known,
      ...more,
    })
  }

  #of(id: string): OwnedDrop {
    const drop = this.drops.get(id)
    if (drop === undefined) throw new DropError('not-found')
    return drop
  }

  async #answer<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call)
    await Promise.resolve()
    if (this.failure) throw this.failure
    return work()
  }

  readonly api = {
    show: (id: string) => this.#answer('show', () => this.#of(id)),
    revoke: (id: string) =>
      this.#answer('delete', () => void this.drops.set(id, { ...this.#of(id), state: 'ended', stored: false })),
  }

  #put(id: string, link: OwnedLink): OwnedLink {
    const drop = this.#of(id)
    const others = drop.links.filter((other) => other.locator !== link.locator)
    this.drops.set(id, { ...drop, links: [...others, link] })
    return link
  }

  readonly links: LinkOwnerApi = {
    add: (id, _, link) =>
      this.#answer('add', () => this.#put(id, owned(link.locator, { maxDownloads: link.maxDownloads }))),
    change: (id, of, _, { maxDownloads, unfreeze }) =>
      this.#answer('change', () => {
        const link = this.#of(id).links.find((each) => each.locator === of) ?? owned(of)
        return this.#put(id, {
          ...link,
          ...(maxDownloads !== undefined && { maxDownloads }),
          ...(unfreeze === true && { frozen: false, wrongTries: 0 }),
        })
      }),
    revoke: (id, of) =>
      this.#answer('revoke', () => void this.#put(id, owned(of, { ended: { reason: 'revoked', at: 5 } }))),
  }
}

/** A clock that goes on when a test says so, and a page that is visible when a test says so. */
class Page {
  readonly timers = new Map<symbol, { at: number; callback: () => void }>()
  readonly listeners = new Set<() => void>()
  isVisible = true
  time = 0

  readonly deps = {
    after: (ms: number, callback: () => void) => {
      const name = Symbol('timer')
      this.timers.set(name, { at: this.time + ms, callback })
      return () => void this.timers.delete(name)
    },
    isVisible: () => this.isVisible,
    onVisibility: (listener: () => void) => {
      this.listeners.add(listener)
      return () => void this.listeners.delete(listener)
    },
  }

  show(isVisible: boolean): void {
    this.isVisible = isVisible
    for (const listener of this.listeners) listener()
  }

  /** Goes on to the next timer; answers how long that was. */
  async next(): Promise<number> {
    const [first] = [...this.timers].sort(([, a], [, b]) => a.at - b.at)
    if (first === undefined) return Infinity
    const waited = first[1].at - this.time
    this.time = first[1].at
    this.timers.delete(first[0])
    first[1].callback()
    await settled()
    return waited
  }
}

/**
 * Lets everything happen that waits for nothing but promises and WebCrypto. Its threads are as slow as the machine, so
 * that each turn waits for them too.
 */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await crypto.subtle.digest('SHA-256', new Uint8Array(1))
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

const newLink: SentDropsDeps['newLink'] = async ({ password, expiresIn, maxDownloads }) => {
  const code = await formatCode({ needsPassword: password !== null, profile: 'standard', secret: cryptoRandom(16) })
  const request = { locator: locator.parse(encodeBase64url(cryptoRandom(16))), expiresIn, maxDownloads }
  return { code, request: request as NewLink }
}

const open: SentDrops[] = []
afterEach(() => open.splice(0).forEach((sent) => sent.close()))

interface Options {
  readonly kept?: readonly KeptDrop[]
  readonly unknown?: boolean
  readonly store?: SenderStore
  readonly channel?: Set<() => void>
  readonly server?: Server
}

async function start({ kept = [], unknown = false, store = createMemorySenderStore(), ...more }: Options = {}) {
  const { channel = new Set<() => void>(), server = new Server() } = more
  for (const drop of kept) {
    await store.changeDrop(drop.id, () => drop)
    if (!unknown) server.know(drop)
  }
  const page = new Page()
  const own = new Set<() => void>()
  const sent = createSentDrops({
    ...page.deps,
    store,
    api: server.api,
    links: server.links,
    newLink,
    stretch: async (password, salt) =>
      new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(password + encodeBase64url(salt)))),
    random: cryptoRandom,
    base: 'https://drop.example',
    now: () => 77,
    changes: {
      tell: () => [...channel].filter((listener) => !own.has(listener)).forEach((listener) => listener()),
      listen: (listener) => {
        own.add(listener)
        channel.add(listener)
        return () => void channel.delete(listener)
      },
      close: () => own.forEach((listener) => channel.delete(listener)),
    },
  })
  open.push(sent)
  await settled()
  return { sent, server, page, store, channel }
}

function listed(sent: SentDrops): readonly SentDrop[] {
  const state = sent.state()
  if (state.phase !== 'listed') throw new Error(state.phase)
  return state.drops
}

const choice = { expiresIn: 60, maxDownloads: 3, password: null, hint: null, labels: [null] }

describe('what is shown', () => {
  test('a drop only once it has gone live', async () => {
    const drop = someDrop()
    const { sent, server } = await start({ kept: [drop] })
    server.know(drop, { state: 'uploading', links: [] })
    sent.refresh()
    await settled()
    expect(listed(sent)).toEqual([])
    server.know(drop)
    sent.refresh()
    await settled()
    expect(listed(sent)).toHaveLength(1)
  })

  test('a drop that the operator holds back', async () => {
    const drop = someDrop()
    const { sent, server } = await start({ kept: [drop] })
    server.know(drop, { quarantinedAt: 5 })
    sent.refresh()
    await settled()
    expect(listed(sent)[0]?.state).toEqual({ status: 'quarantined', stored: true })
  })

  test('a kept drop, with its whole links and what the server says', async () => {
    const drop = someDrop({ links: [someLink({ label: 'Ünal' })] })
    const { sent } = await start({ kept: [drop] })
    const [link] = drop.links
    expect(listed(sent)).toEqual([
      {
        ...{ id: drop.id, kind: 'files', name: drop.name, files: 1, totalBytes: 0, createdAt: 1 },
        state: { status: 'live', stored: true },
        linksElsewhere: 0,
        links: [
          {
            locator: link?.locator,
            url: `https://drop.example/d#${link?.code}`,
            label: 'Ünal',
            needsPassword: false,
            owned: owned(link!.locator),
          },
        ],
      },
    ])
  })

  test('links that another device made are counted while they live', async () => {
    const drop = someDrop()
    const { sent, server } = await start({ kept: [drop] })
    const [others, ended] = [someLink(), someLink()]
    const over = owned(ended.locator, { ended: { reason: 'expired', at: 5 } })
    server.know(drop, { links: [owned(drop.links[0]!.locator), owned(others.locator), over] })
    sent.refresh()
    await settled()
    expect(listed(sent)[0]).toMatchObject({ linksElsewhere: 1, links: [{}] })
  })

  test('no key and no owner token', async () => {
    const drop = someDrop()
    const { sent } = await start({ kept: [drop] })
    expect(JSON.stringify(sent.state())).not.toContain(drop.owner)
    expect(JSON.stringify(sent.state())).not.toContain('contentKey')
  })

  test('a drop that the server does not know is unknown, and not asked for again', async () => {
    const { sent, server, page } = await start({ kept: [someDrop()], unknown: true })
    expect(listed(sent)[0]?.state).toEqual({ status: 'unknown' })
    for (let round = 0; round < 5; round += 1) await page.next()
    expect(server.calls).toEqual(['show'])
  })

  test('a server that is away leaves what it last said', async () => {
    const { sent, server, page } = await start({ kept: [someDrop()] })
    server.failure = new DropError('network')
    await page.next()
    expect(listed(sent)[0]).toMatchObject({ state: { status: 'unreachable' }, links: [{ owned: { maxDownloads: 2 } }] })
    server.failure = null
    await page.next()
    expect(listed(sent)[0]?.state.status).toBe('live')
  })

  test('a browser that keeps nothing', async () => {
    const { sent } = await start({ store: createMemorySenderStore({ refuses: true }) })
    expect(sent.state()).toMatchObject({ phase: 'unavailable', error: { code: 'save-failed' } })
    expect(await sent.exportList('a')).toMatchObject({ code: 'save-failed' })
  })

  test('the same object until something changes', async () => {
    const { sent, page } = await start({ kept: [someDrop()] })
    const before = sent.state()
    await page.next()
    expect(sent.state()).toBe(before)
  })
})

describe('asking', () => {
  test('rests longer and longer, up to a minute, and is awake again after news', async () => {
    const drop = someDrop()
    const { server, page } = await start({ kept: [drop] })
    const waits: number[] = []
    for (let round = 0; round < 12; round += 1) waits.push(await page.next())
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(waits[0]).toBeLessThanOrEqual(5000)
    expect(waits.at(-1)).toBe(60_000)
    server.know(drop, { links: [owned(drop.links[0]!.locator, { counted: 1 })] })
    await page.next()
    expect(await page.next()).toBeLessThanOrEqual(5000)
  })

  test('a server that fails is not asked more often for it', async () => {
    const { server, page } = await start({ kept: [someDrop()] })
    server.failure = new DropError('unavailable')
    const waits: number[] = []
    for (let round = 0; round < 12; round += 1) waits.push(await page.next())
    expect(waits.at(-1)).toBe(60_000)
  })

  test('nothing is asked while the page is hidden, and at once when it is back', async () => {
    const { server, page } = await start({ kept: [someDrop()] })
    page.show(false)
    expect(page.timers.size).toBe(0)
    const before = server.calls.length
    page.show(true)
    await settled()
    expect(server.calls).toHaveLength(before + 1)
    page.isVisible = false
    await page.next()
    expect(page.timers.size).toBe(0)
  })

  test('a hundred drops are asked for a few at once', async () => {
    const server = new Server()
    let running = 0
    let most = 0
    const show = server.api.show
    server.api.show = async (id) => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 0))
      running -= 1
      return show(id)
    }
    const { sent, page } = await start({ kept: Array.from({ length: 100 }, () => someDrop()), server })
    await expect.poll(() => listed(sent).every(({ state }) => state.status === 'live')).toBe(true)
    await settled()
    expect(most).toBe(3)
    expect(await page.next()).toBe(50_000)
  })

  test('after close nothing is asked', async () => {
    const { sent, server, page } = await start({ kept: [someDrop()] })
    sent.close()
    page.show(true)
    await settled()
    expect(page.timers.size).toBe(0)
    expect(server.calls).toEqual(['show'])
  })
})

describe('what can be done', () => {
  test('an edit and an unfreeze show at once', async () => {
    const drop = someDrop()
    const { sent, server } = await start({ kept: [drop] })
    const of = drop.links[0]!.locator
    server.know(drop, { links: [owned(of, { frozen: true, wrongTries: 100 })] })
    expect(await sent.edit(drop.id, of, { maxDownloads: 9, unfreeze: true })).toBeNull()
    expect(listed(sent)[0]?.links[0]?.owned).toMatchObject({ maxDownloads: 9, frozen: false, wrongTries: 0 })
  })

  test('what the server refuses is told, and the rest stays', async () => {
    const drop = someDrop()
    const { sent, server } = await start({ kept: [drop] })
    const before = listed(sent)
    server.failure = new DropError('bad-request')
    expect(await sent.edit(drop.id, drop.links[0]!.locator, { maxDownloads: 1 })).toMatchObject({ code: 'bad-request' })
    expect(await sent.forget('none' as KeptDrop['id'])).toMatchObject({ code: 'not-found' })
    server.failure = null
    sent.refresh()
    await settled()
    expect(listed(sent)).toEqual(before)
  })

  test('a link for each label, none asked for twice, kept with its code', async () => {
    const drop = someDrop({ links: [] })
    const { sent, store } = await start({ kept: [drop] })
    expect(await sent.addLinks(drop.id, { ...choice, password: 'x', labels: [' Ada ', 'Bob'] })).toBeNull()
    expect(listed(sent)[0]?.links).toMatchObject([
      { label: 'Ada', needsPassword: true, owned: { maxDownloads: 3 } },
      { label: 'Bob', needsPassword: true, owned: { maxDownloads: 3 } },
    ])
    expect((await store.drops())[0]?.links[1]).toMatchObject({ label: 'Bob', createdAt: 77 })
  })

  test('a link is kept before it is live; one that the server refused is not, and one that it may have is hidden until it tells', async () => {
    const drop = someDrop()
    const { sent, server, store } = await start({ kept: [drop] })
    const before = { ...server.links }
    const counts: (number | undefined)[] = []
    const links = async () => (await store.drops())[0]?.links.length
    server.links.add = async (...all) => {
      counts.push(await links())
      if (counts.length === 1) throw new DropError('too-many-links')
      if (counts.length === 3) await before.add(...all)
      throw new DropError('network')
    }
    expect(await sent.addLinks(drop.id, choice)).toMatchObject({ code: 'too-many-links' })
    expect(await links()).toBe(1)
    expect(await sent.addLinks(drop.id, choice)).toMatchObject({ code: 'network' })
    expect(await links()).toBe(2)
    expect(listed(sent)[0]?.links).toHaveLength(1)
    expect(await sent.addLinks(drop.id, choice)).toMatchObject({ code: 'network' })
    expect(listed(sent)[0]?.links).toMatchObject([{}, { owned: { maxDownloads: 3 } }])
    expect(counts).toEqual([2, 2, 3])
  })

  test('nothing is linked of a drop that another tab forgot', async () => {
    const drop = someDrop()
    const { sent, server, store } = await start({ kept: [drop] })
    await store.changeDrop(drop.id, () => null)
    expect(await sent.addLinks(drop.id, choice)).toMatchObject({ code: 'not-found' })
    expect(server.calls).not.toContain('add')
  })

  test('links that were made before the server said no stay', async () => {
    const drop = someDrop({ links: [] })
    const { sent, server } = await start({ kept: [drop] })
    const before = { ...server.links }
    server.links.add = (...all) => {
      if (server.calls.includes('add')) throw new DropError('too-many-links')
      return before.add(...all)
    }
    expect(await sent.addLinks(drop.id, { ...choice, labels: ['a', 'b'] })).toMatchObject({ code: 'too-many-links' })
    expect(listed(sent)[0]?.links).toMatchObject([{ label: 'a' }])
  })

  test.each([
    ['  Zoë ', 'Zoë'],
    [' ', null],
    [null, null],
    ['🌼'.repeat(201), '🌼'.repeat(200)],
  ])('the label %j is kept as %j', async (given, kept) => {
    const drop = someDrop()
    const { sent } = await start({ kept: [drop] })
    expect(await sent.rename(drop.id, drop.links[0]!.locator, given)).toBeNull()
    expect(listed(sent)[0]?.links[0]?.label).toBe(kept)
  })

  test('one link is revoked, the drop deleted, and then forgotten', async () => {
    const drop = someDrop({ links: [someLink(), someLink()] })
    const { sent } = await start({ kept: [drop] })
    expect(await sent.revokeLink(drop.id, drop.links[0]!.locator)).toBeNull()
    expect(listed(sent)[0]?.links.map((link) => link.owned?.ended?.reason)).toEqual(['revoked', undefined])
    expect(await sent.deleteDrop(drop.id)).toBeNull()
    expect(listed(sent)[0]?.state).toEqual({ status: 'ended', stored: false })
    expect(await sent.forget(drop.id)).toBeNull()
    expect(listed(sent)).toEqual([])
  })

  test('deleting what the server has forgotten is no failure', async () => {
    const drop = someDrop()
    const { sent } = await start({ kept: [drop], unknown: true })
    expect(await sent.deleteDrop(drop.id)).toBeNull()
  })

  test('an answer from before a deed does not undo it', async () => {
    const drop = someDrop()
    const { sent, server, page } = await start({ kept: [drop] })
    const show = server.api.show
    const late = Promise.withResolvers<undefined>()
    const old = { ...server.drops.get(drop.id)!, links: [owned(drop.links[0]!.locator, { counted: 1 })] }
    server.api.show = async () => {
      await late.promise
      return old
    }
    await page.next()
    server.api.show = show
    expect(await sent.edit(drop.id, drop.links[0]!.locator, { maxDownloads: 9 })).toBeNull()
    late.resolve(undefined)
    await settled()
    expect(listed(sent)[0]?.links[0]?.owned?.maxDownloads).toBe(9)
  })

  test('keeping is switched off and on', async () => {
    const { sent, store } = await start()
    sent.keep(false)
    await settled()
    expect(sent.state()).toMatchObject({ isKeeping: false })
    expect(await store.keeping()).toBe(false)
  })
})

test('another tab follows', async () => {
  const drop = someDrop()
  const { sent, ...shared } = await start({ kept: [drop] })
  const { sent: other } = await start(shared)
  await sent.rename(drop.id, drop.links[0]!.locator, 'x')
  await settled()
  expect(listed(other)[0]?.links[0]?.label).toBe('x')
  await other.forget(drop.id)
  await settled()
  expect(listed(sent)).toEqual([])
})

describe('export and import', () => {
  async function realLink(label: string | null) {
    const secret = cryptoRandom(16)
    const { deriveLocator } = await import('../../crypto/link-keys.ts')
    const code = await formatCode({ needsPassword: false, profile: 'standard', secret })
    return someLink({ label, code, locator: locator.parse(encodeBase64url(await deriveLocator(secret))) })
  }

  test('on another device the list is there, and a second import changes nothing', async () => {
    const drops = [someDrop({ links: [await realLink('a'), await realLink(null)] }), someDrop({ links: [] })]
    const { sent } = await start({ kept: drops })
    const file = await sent.exportList('pass')
    if (!(file instanceof Blob)) throw file
    const { sent: other, store } = await start()
    expect(await other.importList(file, 'pass')).toEqual({ added: 2, known: 0 })
    expect(await store.drops()).toEqual(drops)
    expect(await other.importList(file, 'pass')).toEqual({ added: 0, known: 2 })
    expect(await store.drops()).toEqual(drops)
  })

  test('neither side loses a link or a label', async () => {
    const [one, two, three] = [await realLink('one'), await realLink('two'), await realLink(null)]
    const drop = someDrop({ links: [one, { ...three, label: 'theirs' }] })
    const { sent } = await start({ kept: [drop] })
    const file = await sent.exportList('pass')
    if (!(file instanceof Blob)) throw file
    const here = { ...drop, name: 'my name', links: [{ ...one, label: 'mine' }, two, three] }
    const { sent: other, store } = await start({ kept: [here] })
    expect(await other.importList(file, 'pass')).toEqual({ added: 0, known: 1 })
    expect((await store.drops())[0]).toEqual({
      ...here,
      links: [{ ...one, label: 'mine' }, two, { ...three, label: 'theirs' }],
    })
  })

  test('another drop under a known id is not taken', async () => {
    const drop = someDrop({ links: [await realLink('theirs')] })
    const { sent } = await start({ kept: [drop] })
    const file = await sent.exportList('pass')
    if (!(file instanceof Blob)) throw file
    const here = someDrop({ id: drop.id, links: [] })
    const { sent: other, store } = await start({ kept: [here] })
    await other.importList(file, 'pass')
    expect(await store.drops()).toEqual([here])
  })

  test('a wrong password and a foreign file say so, and nothing changes', async () => {
    const { sent } = await start({ kept: [someDrop({ links: [] })] })
    const file = await sent.exportList('pass')
    if (!(file instanceof Blob)) throw file
    const { sent: other, store } = await start()
    expect(await other.importList(file, 'word')).toMatchObject({ code: 'password-wrong' })
    expect(await other.importList(new Blob(['hello']), 'pass')).toMatchObject({ code: 'export-invalid' })
    const huge = { size: 2 ** 30, arrayBuffer: () => Promise.reject(new Error('must not be read')) }
    expect(await other.importList(huge as unknown as Blob, 'pass')).toMatchObject({ code: 'export-invalid' })
    expect(await store.drops()).toEqual([])
  })
})
