import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cryptoRandom } from '../crypto/random-source.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { makeTicket } from '../format/ticket.ts'
import { beginUpload } from './begin-upload.ts'
import { completeUpload } from './complete-upload.ts'
import type { ServerDeps } from './deps.ts'
import { endDue } from './end-due.ts'
import { grantUpload } from './grant-upload.ts'
import { revokeDrop } from './manage-links.ts'
import { codeOf, completion, newDrop, newLink, reap, type TestServer, uploadParts } from './server.fixture.ts'
import { addTicket, hashTicket, showTicket } from './tickets.ts'

/** A stored part of the default geometry, and the last part of the fixture's drops. */
const PART = 64 * (2 ** 18 + 16)
const LAST = 65_552
const DAY = 86_400_000

const ACT = { who: 'operator', reason: 'lost' }

type Failure = { code: string; facts: { at?: number; subject?: string; limit?: number } }

/** Upload tickets and their quotas: the same suite on every database. */
export function describeTickets(name: string, open: () => Promise<TestServer>): void {
  describe(name, () => {
    let server: TestServer
    let deps: ServerDeps
    beforeAll(async () => {
      server = await open()
      deps = { ...server.deps, limits: { ...server.deps.limits, uploads: 'ticket' } }
    })
    afterAll(() => server.close())

    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => ({ code: 'succeeded', facts: {} }),
        (error: unknown) => error as Failure,
      )

    async function issue(terms: { drops?: number; bytes?: number; expiresIn?: number } = {}) {
      const ticket = makeTicket(cryptoRandom)
      const { id } = await addTicket(
        deps,
        ticket,
        {
          label: 'Ada',
          drops: terms.drops ?? 3,
          bytes: terms.bytes ?? 10 * PART,
          expiresIn: terms.expiresIn ?? 3600,
        },
        ACT,
      )
      const left = async () => {
        const { dropsLeft, bytesLeft } = await showTicket(deps, ticket)
        return { dropsLeft, bytesLeft }
      }
      return { ticket, id, left }
    }

    async function begun(ticket: string) {
      const { id, owner, begin } = await newDrop()
      await beginUpload(deps, { ...begin, ticket })
      const grant = (number: number, length: number, on = deps) =>
        codeOf(grantUpload(on, id, owner.token, { parts: [{ number, length }] }))
      const complete = async (parts: number) => {
        await uploadParts({ deps: server.deps }, id, owner.token, parts)
        return codeOf(completeUpload(deps, id, owner.token, completion(parts, (await newLink()).row)))
      }
      return { id, token: owner.token, begin, grant, complete }
    }

    test('who may begin a drop is what the instance says', async () => {
      const { ticket } = await issue()
      const access = (uploads: 'open' | 'closed') => ({ ...deps, limits: { ...deps.limits, uploads } })
      expect(await codeOf(beginUpload(access('open'), (await newDrop()).begin))).toBe('succeeded')
      expect(await codeOf(beginUpload(access('closed'), { ...(await newDrop()).begin, ticket }))).toBe('uploads-closed')
      expect(await codeOf(beginUpload(deps, (await newDrop()).begin))).toBe('ticket-needed')
      // Who may not send need not wait for room.
      const full = { ...deps, limits: { ...deps.limits, storageMax: 0 } }
      expect(await codeOf(beginUpload(full, (await newDrop()).begin))).toBe('ticket-needed')
      expect(await codeOf(beginUpload(full, { ...(await newDrop()).begin, ticket }))).toBe('storage-full')
      const other = makeTicket(cryptoRandom)
      expect(await codeOf(beginUpload(deps, { ...(await newDrop()).begin, ticket: other }))).toBe('ticket-wrong')
      expect(await codeOf(beginUpload(deps, { ...(await newDrop()).begin, ticket }))).toBe('succeeded')
    })

    test('an open instance takes nothing of a ticket, whatever it is', async () => {
      const { ticket, left } = await issue()
      const before = await left()
      await beginUpload(server.deps, { ...(await newDrop()).begin, ticket })
      await beginUpload(server.deps, { ...(await newDrop()).begin, ticket: makeTicket(cryptoRandom) })
      expect(await left()).toEqual(before)
    })

    test('a drop that is forgotten while it is begun again is not begun without a ticket', async () => {
      const { ticket } = await issue()
      const { id, token, begin } = await begun(ticket)
      await revokeDrop(deps, id, token)
      await reap(deps)
      const find: typeof deps.drops.find = async (each) => {
        const row = await deps.drops.find(each)
        await server.database.drop.deleteMany({ where: { id: each } })
        return row
      }
      expect(await codeOf(beginUpload({ ...deps, drops: { ...deps.drops, find } }, begin))).toBe('upload-ended')
      expect(await deps.drops.find(id)).toBe(null)
    })

    test('what began goes on, without the ticket and on a closed instance too', async () => {
      const { ticket, left } = await issue()
      const upload = await begun(ticket)
      const closed = { ...deps, limits: { ...deps.limits, uploads: 'closed' as const } }
      for (const on of [deps, closed]) expect(await codeOf(beginUpload(on, upload.begin))).toBe('succeeded')
      expect(await upload.grant(1, 5, closed)).toBe('succeeded')
      expect(await left()).toMatchObject({ dropsLeft: 2 })
      const stranger = { ...upload.begin, ownerHash: (await newDrop()).begin.ownerHash }
      expect(await codeOf(beginUpload(deps, stranger))).toBe('not-found')
    })

    test('of 200 that claim a ticket of seven drops, seven get one', async () => {
      const { ticket, left } = await issue({ drops: 7 })
      const requests = await Promise.all(Array.from({ length: 200 }, newDrop))
      const outcomes = await Promise.all(requests.map(({ begin }) => codeOf(beginUpload(deps, { ...begin, ticket }))))
      expect(outcomes.filter((each) => each === 'succeeded')).toHaveLength(7)
      expect(outcomes.filter((each) => each === 'ticket-used-up')).toHaveLength(193)
      expect(await left()).toMatchObject({ dropsLeft: 0 })
      const refused = await failure(beginUpload(deps, { ...(await newDrop()).begin, ticket }))
      expect(refused).toMatchObject({ code: 'ticket-used-up', facts: { subject: 'drops', limit: 0 } })
    })

    test('of 200 that saw a ticket of seven drops good, seven get one', async () => {
      const { id: ticketId, left } = await issue({ drops: 7 })
      const rows = await Promise.all(Array.from({ length: 200 }, newDrop))
      const begun = await Promise.all(
        rows.map(({ begin: { id, ownerHash, header } }) =>
          deps.drops.begin({ id, ownerHash, header, ticketId }, server.clock),
        ),
      )
      expect(begun.filter((row) => row !== null)).toHaveLength(7)
      expect(await left()).toMatchObject({ dropsLeft: 0 })
      expect(await server.database.drop.count({ where: { ticketId } })).toBe(7)
    })

    test('a begin that is sent twenty times at once takes one drop', async () => {
      const { ticket, left } = await issue({ drops: 2 })
      const { begin } = await newDrop()
      const tries = Array.from({ length: 20 }, () => codeOf(beginUpload(deps, { ...begin, ticket })))
      expect(new Set(await Promise.all(tries))).toEqual(new Set(['succeeded']))
      expect(await left()).toMatchObject({ dropsLeft: 1 })
    })

    test('a begin that is sent twenty times at once grants parts of the upload that stands, and of no other', async () => {
      const { ticket } = await issue()
      const { begin } = await newDrop()
      const granted: string[] = []
      let opened = 0
      const blobs = {
        ...deps.blobs,
        // As storage does: each opens another upload, and some take longer.
        begin: async () => {
          const upload = { key: begin.id, uploadId: `upload-${(opened += 1)}` }
          await sleep(5 - (opened % 5))
          return upload
        },
        signPut: (...asked: Parameters<ServerDeps['blobs']['signPut']>) => {
          granted.push(asked[0].uploadId)
          return deps.blobs.signPut(...asked)
        },
      }
      const request = { ...begin, ticket, parts: [{ number: 1, length: 100 }] }
      const answers = await Promise.all(Array.from({ length: 20 }, () => beginUpload({ ...deps, blobs }, request)))
      const stands = (await deps.drops.find(begin.id))?.uploadId
      expect(new Set(granted)).toEqual(new Set([stands]))
      expect(answers.filter((answer) => answer.granted !== undefined)).toHaveLength(granted.length)
    })

    test('a grant may take the last byte of a ticket, and none more', async () => {
      const { ticket, left } = await issue({ bytes: 1000 })
      const upload = await begun(ticket)
      expect(await upload.grant(1, 1001)).toBe('ticket-used-up')
      expect(await upload.grant(1, 400)).toBe('succeeded')
      expect(await upload.grant(1, 400)).toBe('succeeded')
      const { id, token } = upload
      const refused = await failure(grantUpload(deps, id, token, { parts: [{ number: 1, length: 1001 }] }))
      expect(refused).toMatchObject({ code: 'ticket-used-up', facts: { subject: 'bytes', limit: 600 } })
      expect(await upload.grant(1, 1000)).toBe('succeeded')
      expect(await left()).toEqual({ dropsLeft: 2, bytesLeft: 0 })
      const next = await failure(beginUpload(deps, { ...(await newDrop()).begin, ticket }))
      expect(next).toMatchObject({ code: 'ticket-used-up', facts: { subject: 'bytes', limit: 0 } })
    })

    test('of a hundred grants that race for what seven take, seven get it', async () => {
      const { ticket, left } = await issue({ drops: 100, bytes: 7 * 100 + 99 })
      const uploads = await Promise.all(Array.from({ length: 100 }, () => begun(ticket)))
      const outcomes = await Promise.all(uploads.map(({ grant }) => grant(1, 100)))
      expect(outcomes.filter((each) => each === 'succeeded')).toHaveLength(7)
      expect(outcomes.filter((each) => each === 'ticket-used-up')).toHaveLength(93)
      expect(await left()).toEqual({ dropsLeft: 0, bytesLeft: 99 })
    })

    test('where storage is full, nothing is taken', async () => {
      const { ticket, left } = await issue()
      const upload = await begun(ticket)
      const full = { ...deps, limits: { ...deps.limits, storageMax: 1 } }
      expect(await upload.grant(1, 1000, full)).toBe('storage-full')
      expect(await left()).toEqual({ dropsLeft: 2, bytesLeft: 10 * PART })
    })

    test('a drop that was shared counts by its length, also once it is gone', async () => {
      const { ticket, left } = await issue()
      const upload = await begun(ticket)
      expect(await upload.grant(9, PART)).toBe('succeeded')
      expect(await left()).toEqual({ dropsLeft: 2, bytesLeft: PART })
      expect(await upload.complete(2)).toBe('succeeded')
      const counted = { dropsLeft: 2, bytesLeft: 9 * PART - LAST }
      expect(await left()).toEqual(counted)
      await revokeDrop(deps, upload.id, upload.token)
      await reap(deps)
      expect(await left()).toEqual(counted)
    })

    test('an upload that was given up gives back all it took, once', async () => {
      const { ticket, left } = await issue()
      const upload = await begun(ticket)
      await upload.grant(3, 5)
      expect(await left()).toEqual({ dropsLeft: 2, bytesLeft: 8 * PART - 5 })
      await Promise.all(Array.from({ length: 5 }, () => revokeDrop(deps, upload.id, upload.token)))
      expect(await left()).toEqual({ dropsLeft: 3, bytesLeft: 10 * PART })
      expect(await upload.grant(1, 5)).toBe('upload-ended')
      await reap(deps)
      expect(await left()).toEqual({ dropsLeft: 3, bytesLeft: 10 * PART })
    })

    test('an upload that rested too long gives back, too', async () => {
      const { ticket, left } = await issue({ expiresIn: 10 * 86_400 })
      const upload = await begun(ticket)
      await upload.grant(1, 5)
      server.clock += DAY + 1
      await endDue(deps)
      expect(await left()).toEqual({ dropsLeft: 3, bytesLeft: 10 * PART })
    })

    test('whatever races, a ticket has what its drops have not', async () => {
      const { ticket, id, left } = await issue({ drops: 20, bytes: 30 * PART })
      const uploads = await Promise.all(Array.from({ length: 20 }, () => begun(ticket)))
      await Promise.all(
        uploads.flatMap(({ grant, id: drop, token }, index) => [
          grant((index % 3) + 1, 65_552),
          grant(1, 65_552),
          ...(index % 2 === 0 ? [revokeDrop(deps, drop, token)] : []),
        ]),
      )
      const sum = await server.database.drop.aggregate({
        where: { ticketId: id, state: 'uploading' },
        _sum: { heldBytes: true },
        _count: true,
      })
      expect(sum._count).toBe(10)
      expect(await left()).toEqual({ dropsLeft: 10, bytesLeft: 30 * PART - Number(sum._sum.heldBytes) })
    })

    test('a ticket is good until its last millisecond; what began with it goes on', async () => {
      const { ticket } = await issue({ expiresIn: 60 })
      const endsAt = server.clock + 60_000
      server.clock = endsAt - 1
      const upload = await begun(ticket)
      server.clock = endsAt
      const refused = await failure(beginUpload(deps, { ...(await newDrop()).begin, ticket }))
      expect(refused).toMatchObject({ code: 'ticket-ended', facts: { at: endsAt } })
      expect(await failure(showTicket(deps, ticket))).toMatchObject({ code: 'ticket-ended', facts: { at: endsAt } })
      expect(await upload.complete(1)).toBe('succeeded')
    })

    test('a ticket that the operator ends stops what runs under it, and leaves what was shared', async () => {
      const { ticket, id } = await issue()
      const [shared, running] = [await begun(ticket), await begun(ticket)]
      expect(await shared.complete(1)).toBe('succeeded')
      await uploadParts({ deps: server.deps }, running.id, running.token, 1)
      expect(await deps.tickets.end(id, ACT, server.clock)).toBe(true)
      expect(await deps.tickets.end(id, ACT, server.clock)).toBe(false)
      expect(await deps.audit.list({ subject: `ticket ${id}` }, 9)).toMatchObject([
        { action: 'end', at: server.clock, ...ACT },
        { action: 'make', ...ACT },
      ])
      expect(await running.grant(2, 5)).toBe('ticket-ended')
      const last = completeUpload(deps, running.id, running.token, completion(1, (await newLink()).row))
      expect(await failure(last)).toMatchObject({ code: 'ticket-ended', facts: { at: server.clock } })
      expect(await failure(beginUpload(deps, { ...(await newDrop()).begin, ticket }))).toMatchObject({
        code: 'ticket-ended',
        facts: { at: server.clock },
      })
      expect((await deps.drops.find(shared.id))?.state).toBe('live')
    })

    test('a month after its time is over a ticket is forgotten, and only then', async () => {
      const { ticket, id } = await issue({ expiresIn: 60 })
      server.clock += 60_000 + 30 * DAY
      await endDue(deps)
      expect(await codeOf(showTicket(deps, ticket))).toBe('ticket-ended')
      server.clock += 1
      await endDue(deps)
      expect(await codeOf(showTicket(deps, ticket))).toBe('ticket-wrong')
      expect(await deps.tickets.find({ id })).toBeNull()
    })

    test('the database holds the hash of a ticket, and nothing that opens one', async () => {
      const { ticket } = await issue()
      const rows = JSON.stringify(await server.database.ticket.findMany(), (_, value: unknown) =>
        typeof value === 'bigint' ? Number(value) : value,
      )
      expect(rows).toContain(await hashTicket(ticket))
      expect(rows).not.toContain(ticket)
      expect(rows).not.toContain(ticket.replaceAll('-', ''))
      expect(
        await codeOf(beginUpload(deps, { ...(await newDrop()).begin, ticket: encodeBase64url(cryptoRandom(9)) })),
      ).toBe('ticket-wrong')
    })
  })
}
