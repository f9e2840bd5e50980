import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCall } from '../../adapters/http/call.ts'
import { createSenderApi, createTicketApi } from '../../adapters/http/drop-api.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { DropError } from '../../format/drop-error.ts'
import { makeTicket, type Ticket } from '../../format/ticket.ts'
import type { KeptTicket } from '../../ports/kept-ticket.ts'
import { Instance } from '../instance.fixture.ts'
import type { SendDrop } from './send-state.ts'
import { choice, reach, ready, sourceOf, startSending, until, waitedTime } from './sending.fixture.ts'
import { UploadTicket } from './upload-ticket.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
  instance.config = { ...instance.config, uploads: 'ticket' }
})
afterEach(() => instance.close())

const someFiles = [sourceOf('a', new Uint8Array(randomBytes(70_000)))]

/** A ticket that the instance knows. */
function issued(terms: { dropsLeft?: number; bytesLeft?: number; expiresAt?: number } = {}): Ticket {
  const ticket = makeTicket(cryptoRandom)
  const left = { dropsLeft: 3, bytesLeft: 2 ** 30, expiresAt: Date.now() + 3_600_000, ...terms }
  instance.tickets.set(ticket, { label: 'Ada', drops: 3, bytes: 2 ** 30, ...left })
  return ticket
}

/** A browser, with what it remembers of a ticket. */
function device(kept: Ticket | null = null, keeps = true) {
  const memory = { kept }
  const store: KeptTicket = {
    read: () => Promise.resolve(memory.kept),
    write: (ticket) => {
      memory.kept = keeps ? ticket : null
      return Promise.resolve(keeps && ticket !== null)
    },
  }
  return { memory, store }
}

function page(store: KeptTicket = device().store): { drop: SendDrop; ticket: UploadTicket } {
  const call = createCall(fetch, instance.url)
  const policy = { firstDelay: 2, longestDelay: 8, giveUpAfter: 30, random: () => 0, ...waitedTime() }
  const ticket = new UploadTicket({
    api: createSenderApi(call),
    tickets: createTicketApi(call),
    kept: store,
    asking: policy,
  })
  return { ticket, drop: startSending(instance, { ticket }) }
}

const held = (ticket: UploadTicket) =>
  until(() => {
    const state = ticket.state()
    if (state.step !== 'held') throw new Error(JSON.stringify(state))
    return state
  })
const refused = (ticket: UploadTicket) =>
  until(() => {
    const state = ticket.state()
    if (state.step !== 'none' || state.error === null) throw new Error(state.step)
    return state.error
  })
const live = () => [...instance.drops.values()].filter(({ ended }) => ended === null)

test('what was chosen waits for a ticket and goes on with it', async () => {
  const { drop, ticket } = page()
  drop.add(someFiles)
  const { files } = await reach(drop, 'ticket')
  expect(files.map(({ path }) => path)).toEqual(['a'])
  const good = issued()
  ticket.use(good.toLowerCase().replaceAll('-', ' '))
  await reach(drop, 'gathering')
  drop.makeLink(choice)
  await ready(drop)
  expect(instance.begunWith.get(instance.live.id)).toBe(good)
  await until(() => expect(ticket.state()).toMatchObject({ step: 'held', left: { label: 'Ada', dropsLeft: 2 } }))
})

test('a note waits with its choice, and is sent once there is a ticket', async () => {
  const { drop, ticket } = page()
  drop.write({ kind: 'note', text: 'the safe' }, choice)
  expect(await reach(drop, 'ticket')).toMatchObject({ kind: 'note', files: [] })
  ticket.use(issued())
  expect((await ready(drop)).kind).toBe('note')
})

test('a ticket that is given first is asked for no more, is remembered, and can be forgotten', async () => {
  const { memory, store } = device()
  const first = page(store)
  const good = issued()
  first.ticket.use(good)
  expect(await held(first.ticket)).toMatchObject({ isKept: true, left: { dropsLeft: 3 } })
  expect(memory.kept).toBe(good)
  const second = page(store)
  await held(second.ticket)
  second.drop.add(someFiles)
  await until(() => expect(live()).toHaveLength(1))
  second.drop.cancel()
  await until(() => expect(live()).toHaveLength(0))
  second.ticket.forget()
  expect(memory.kept).toBeNull()
  second.drop.add(someFiles)
  await reach(second.drop, 'ticket')
})

test('where the browser keeps nothing, the ticket is good for this page', async () => {
  const { drop, ticket } = page(device(null, false).store)
  ticket.use(issued())
  expect(await held(ticket)).toMatchObject({ isKept: false })
  drop.add(someFiles)
  await until(() => expect(live()).toHaveLength(1))
})

test.each([
  ['mistyped', () => issued().replace(/.$/, '?'), 'ticket-wrong', 'character'],
  ['unknown', () => makeTicket(cryptoRandom), 'ticket-wrong', undefined],
  ['over', () => issued({ expiresAt: 1000 }), 'ticket-ended', undefined],
  ['out of drops', () => issued({ dropsLeft: 0 }), 'ticket-used-up', 'drops'],
  ['out of bytes', () => issued({ bytesLeft: 0 }), 'ticket-used-up', 'bytes'],
] as const)('a ticket that is %s says so, and nothing chosen is lost', async (_, give, code, subject) => {
  const { drop, ticket } = page()
  drop.add(someFiles)
  await reach(drop, 'ticket')
  ticket.use(give())
  const { code: said, facts } = await refused(ticket)
  expect([said, facts.subject]).toEqual([code, subject])
  expect(await reach(drop, 'ticket')).toMatchObject({ files: [{ path: 'a' }] })
  ticket.use(issued())
  await reach(drop, 'gathering')
})

test('a remembered ticket that is over is forgotten', async () => {
  const { memory, store } = device(issued({ expiresAt: 1000 }))
  const { ticket } = page(store)
  expect((await refused(ticket)).code).toBe('ticket-ended')
  expect(memory.kept).toBeNull()
})

test('a ticket that somebody else used up meanwhile is asked for again before anything is sent', async () => {
  const { drop, ticket } = page()
  const good = issued()
  ticket.use(good)
  await held(ticket)
  instance.tickets.set(good, { ...instance.tickets.get(good)!, dropsLeft: 0 })
  drop.add(someFiles)
  await reach(drop, 'ticket')
  expect((await refused(ticket)).code).toBe('ticket-used-up')
})

test('a ticket that ends in the middle is asked for again; the same files go up with another, to the same link', async () => {
  const { drop, ticket } = page()
  ticket.use(issued())
  await held(ticket)
  instance.fault = (request) => (request.endsWith('/grants') ? { status: 403, code: 'ticket-ended' } : null)
  drop.add(someFiles)
  drop.makeLink(choice)
  await reach(drop, 'ticket')
  expect((await refused(ticket)).code).toBe('ticket-ended')
  await until(() => expect(live()).toHaveLength(0))
  instance.fault = () => null
  const other = issued()
  ticket.use(other)
  await ready(drop)
  expect(instance.begunWith.get(instance.live.id)).toBe(other)
})

test('a ticket with one place has it again for the drop that begins anew', async () => {
  const { drop, ticket } = page()
  ticket.use(issued({ dropsLeft: 1 }))
  await held(ticket)
  for (const file of ['a', 'b']) drop.add([sourceOf(file, new Uint8Array(randomBytes(70_000)))])
  const { files } = await reach(drop, 'gathering')
  await until(() => expect(instance.live.puts.size).toBeGreaterThan(0))
  // The former one is let go a moment later than the next could begin.
  const cuts = ['cut', 'cut', 'cut'] as const
  let cut = 0
  instance.fault = (request) => (request.startsWith('DELETE') ? (cuts[cut++] ?? null) : null)
  drop.remove(files[0]!.key)
  drop.makeLink(choice)
  await ready(drop)
  expect([...instance.drops.values()].map(({ ended }) => ended !== null)).toEqual([true, false])
})

test('more than the ticket holds is refused before anything of it is sealed', async () => {
  const { drop, ticket } = page()
  ticket.use(issued({ bytesLeft: 65_536 }))
  await held(ticket)
  drop.add(someFiles)
  const { refusal } = await reach(drop, 'empty')
  expect(refusal).toMatchObject({ code: 'ticket-used-up', facts: { subject: 'bytes', limit: 65_536 } })
  expect(instance.requests.filter((request) => request === 'POST /api/v1/drops')).toEqual([])
})

test('a ticket is taken where the server cannot be asked about it, and beginning tells', async () => {
  const { drop, ticket } = page()
  instance.fault = (request) => (request === 'GET /api/v1/ticket' ? 'cut' : null)
  ticket.use(issued())
  expect(await held(ticket)).toMatchObject({ left: null })
  drop.add(someFiles)
  await until(() => expect(live()).toHaveLength(1))
})

test('a closed instance fails plainly; an open one asks for nothing', async () => {
  instance.config = { ...instance.config, uploads: 'closed' }
  const { drop } = page()
  drop.add(someFiles)
  expect((await reach(drop, 'failed')).error).toEqual(new DropError('uploads-closed'))
  instance.config = { ...instance.config, uploads: 'open' }
  const other = page()
  other.drop.add(someFiles)
  other.drop.makeLink(choice)
  await ready(other.drop)
})

test('cancelling while a ticket is wanted leaves nothing behind', async () => {
  const { drop, ticket } = page()
  drop.add(someFiles)
  await reach(drop, 'ticket')
  drop.cancel()
  await reach(drop, 'empty')
  ticket.use(issued())
  await held(ticket)
  expect(instance.drops.size).toBe(0)
  expect(ticket.isWanted).toBe(false)
})
