import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LEASE_IDLE_MS } from '../drop/limits.ts'
import { isDropError } from '../format/drop-error.ts'
import { claimLease } from './claim-lease.ts'
import { completeLease, releaseLease, settleLease } from './end-lease.ts'
import { grantDownload } from './grant-download.ts'
import { lookAtLink } from './look-at-link.ts'
import { changeLink, revokeDrop } from './manage-links.ts'
import { openLink } from './open-link.ts'
import { renewLease } from './renew-lease.ts'
import { claim, codeOf, liveDrop, reap, type TestServer } from './server.fixture.ts'
import { showDrop } from './show-drop.ts'

/** Leases and what they count: the same suite on every database. */
export function describeLeases(name: string, open: () => Promise<TestServer>): void {
  describe(name, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await open()
    })
    afterAll(() => server.close())

    type Drop = Awaited<ReturnType<typeof liveDrop>>
    const look = (drop: Drop) => lookAtLink(server.deps, drop.locator)
    const linkOf = async (drop: Drop) => (await showDrop(server.deps, drop.id, drop.owner)).links[0]
    const grant = (lease: { id: Parameters<typeof grantDownload>[1]; token: string }, firstPart: number) =>
      grantDownload(server.deps, lease.id, lease.token, { firstPart })

    describe('claiming', () => {
      test.each([1, 5])('of 200 parallel claims on %i places exactly that many succeed', async (places) => {
        const drop = await liveDrop(server, { maxDownloads: places })
        const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(claim(server, drop))))
        expect(codes.filter((each) => each === 'succeeded')).toHaveLength(places)
        expect(codes.filter((each) => each === 'held')).toHaveLength(200 - places)
        expect(await linkOf(drop)).toMatchObject({ running: places, placesLeft: 0, counted: 0 })
      })

      test('the same id and token find the same lease; with another token it is not found', async () => {
        const drop = await liveDrop(server)
        const lease = await claim(server, drop)
        const again = await claimLease(server.deps, drop.locator, drop.access, {
          id: lease.id,
          tokenHash: lease.hash,
        })
        expect(again.id).toBe(lease.id)
        expect(await linkOf(drop)).toMatchObject({ running: 1 })
        const other = { id: lease.id, tokenHash: 'A'.repeat(43) as never }
        expect(await codeOf(claimLease(server.deps, drop.locator, drop.access, other))).toBe('not-found')
      })

      test('while the last place is held, the next one hears until when', async () => {
        const drop = await liveDrop(server)
        await claim(server, drop)
        const refused = await claim(server, drop).catch((error: unknown) => error)
        expect(isDropError(refused, 'held') && refused.facts.at).toBe(server.clock + LEASE_IDLE_MS)
        expect(await look(drop)).toMatchObject({ placesLeft: 0, heldUntil: server.clock + LEASE_IDLE_MS })
      })

      test('no URL outlives its link', async () => {
        const drop = await liveDrop(server, { expiresIn: 60 })
        const { url } = (await claim(server, drop)).grant
        server.clock += 59_999
        expect(server.deps.blobs.get(url)).toHaveLength(65_552)
        server.clock += 1
        expect(() => server.deps.blobs.get(url)).toThrow('grant-ended')
      })

      test('at the millisecond of expiry it is over, one before it is not', async () => {
        const drop = await liveDrop(server, { maxDownloads: 5, expiresIn: 60 })
        const expiresAt = server.clock + 60_000
        server.clock = expiresAt - 1
        expect(await codeOf(claim(server, drop))).toBe('succeeded')
        server.clock = expiresAt
        expect(await codeOf(claim(server, drop))).toBe('expired')
        expect(await look(drop)).toEqual({ state: 'ended', reason: 'expired', at: expiresAt })
      })

      test('the access token is needed, and a wrong one looks like an unknown link', async () => {
        const drop = await liveDrop(server)
        const wrong = 'A'.repeat(43)
        expect(await codeOf(openLink(server.deps, drop.locator, wrong))).toBe('not-found')
        expect(await codeOf(claim(server, { ...drop, access: wrong }))).toBe('not-found')
        expect(await codeOf(claim(server, { ...drop, locator: 'A'.repeat(22) as never }))).toBe('not-found')
        expect(await linkOf(drop)).toMatchObject({ wrongTries: 2, placesLeft: 1 })
      })
    })

    test('a link that many open at once is told to its sender once a minute', async () => {
      const drop = await liveDrop(server)
      const openAll = () =>
        Promise.all(Array.from({ length: 20 }, () => openLink(server.deps, drop.locator, drop.access)))
      const opened = async () => (await linkOf(drop))?.receipts.filter(({ event }) => event === 'opened').length
      await openAll()
      expect(await opened()).toBe(1)
      server.clock += 59_999
      await openAll()
      expect(await opened()).toBe(1)
      server.clock += 1
      await openAll()
      expect(await opened()).toBe(2)
    })

    describe('guessing', () => {
      test('ten tries are free, then each next one waits longer, and at a hundred the sender has to act', async () => {
        const drop = await liveDrop(server, { expiresIn: 604_800 })
        const wrong = () => codeOf(openLink(server.deps, drop.locator, 'A'.repeat(43)))
        for (let tries = 0; tries < 10; tries += 1) expect(await wrong()).toBe('not-found')
        expect(await wrong()).toBe('too-many-requests')
        expect(await codeOf(openLink(server.deps, drop.locator, drop.access))).toBe('too-many-requests')
        server.clock += 1000
        expect(await codeOf(openLink(server.deps, drop.locator, drop.access))).toBe('succeeded')
        for (let tries = 10; tries < 100; tries += 1) {
          server.clock += 3_600_000
          expect(await wrong()).toBe('not-found')
        }
        server.clock += 3_600_000
        expect(await codeOf(openLink(server.deps, drop.locator, drop.access))).toBe('frozen')
        await changeLink(server.deps, drop.id, drop.locator, drop.owner, { unfreeze: true })
        expect(await codeOf(openLink(server.deps, drop.locator, drop.access))).toBe('succeeded')
      })
    })

    test('a burst of guesses is judged one by one: ten are heard', async () => {
      const drop = await liveDrop(server)
      const guesses = Array.from({ length: 60 }, () => codeOf(openLink(server.deps, drop.locator, 'A'.repeat(43))))
      const codes = await Promise.all(guesses)
      expect(codes.filter((each) => each === 'not-found')).toHaveLength(10)
      expect(codes.filter((each) => each === 'too-many-requests')).toHaveLength(50)
      expect(await linkOf(drop)).toMatchObject({ wrongTries: 10 })
    })

    describe('ending a lease', () => {
      test('a completed download counts, and the last one ends link and drop', async () => {
        const drop = await liveDrop(server)
        const lease = await claim(server, drop)
        await completeLease(server.deps, lease.id, lease.token)
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'used-up' })
        expect(await codeOf(claim(server, drop))).toBe('used-up')
        await completeLease(server.deps, lease.id, lease.token)
        expect(await linkOf(drop)).toMatchObject({ counted: 1 })
      })

      test('a small drop counts with its claim, whoever gives up', async () => {
        const drop = await liveDrop(server, { parts: 8 })
        const lease = await claim(server, drop)
        await releaseLease(server.deps, lease.id, lease.token)
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'used-up' })
      })

      test('less than half granted is given back three times, then counts', async () => {
        const drop = await liveDrop(server, { parts: 9 })
        for (let times = 0; times < 3; times += 1) {
          const lease = await claim(server, drop)
          await releaseLease(server.deps, lease.id, lease.token)
          expect(await look(drop)).toMatchObject({ state: 'live', placesLeft: 1 })
        }
        const lease = await claim(server, drop)
        await releaseLease(server.deps, lease.id, lease.token)
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'used-up' })
        const events = (await linkOf(drop))?.receipts.map(({ event }) => event)
        expect(events).toEqual([
          'claimed',
          'interrupted',
          'claimed',
          'interrupted',
          'claimed',
          'interrupted',
          'claimed',
          'counted',
        ])
      })

      test('leases that were granted less than half each are given back while it is less than half together', async () => {
        const drop = await liveDrop(server, { parts: 24 })
        for (const [firstPart, places] of [
          [5, 1],
          [5, 1],
          [9, 0],
        ] as const) {
          const lease = await claim(server, drop)
          await grant(lease, firstPart)
          await releaseLease(server.deps, lease.id, lease.token)
          expect((await linkOf(drop))?.placesLeft).toBe(places)
        }
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'used-up' })
      })

      test('leases that are released at once are judged one after another', async () => {
        for (let round = 0; round < 5; round += 1) {
          const drop = await liveDrop(server, { parts: 24, maxDownloads: 6 })
          const leases = await Promise.all(Array.from({ length: 5 }, () => claim(server, drop)))
          await Promise.all(leases.map((lease, at) => grant(lease, 5 + 4 * at)))
          await Promise.all(leases.map(({ id, token }) => releaseLease(server.deps, id, token)))
          expect(await linkOf(drop)).toMatchObject({ counted: 4, running: 0, placesLeft: 2 })
        }
      })

      test('a lease that is renewed in the moment in which it lapses runs on', async () => {
        const drop = await liveDrop(server, { parts: 9 })
        const lease = await claim(server, drop)
        const seen = await server.deps.leases.find(lease.id)
        if (seen === null) throw new Error('not claimed')
        server.clock += 1
        await grant(lease, 1)
        const judged = { verdict: 'counted' } as const
        expect(await server.deps.leases.settle(seen, judged, { givenBack: 0 }, server.clock)).toBe(false)
        expect(await settleLease(server.deps, lease.id, 'lapsed')).toBe('running')
        expect(await linkOf(drop)).toMatchObject({ running: 1 })
      })

      test('half granted counts, and parts granted twice count once', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 2 })
        const first = await claim(server, drop)
        await grant(first, 1)
        await grant(first, 1)
        await releaseLease(server.deps, first.id, first.token)
        expect(await look(drop)).toMatchObject({ placesLeft: 2 })
        const second = await claim(server, drop)
        await grant(second, 5)
        await releaseLease(server.deps, second.id, second.token)
        expect(await look(drop)).toMatchObject({ placesLeft: 1 })
      })

      test('completed and released at once, it ends once', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 2 })
        const lease = await claim(server, drop)
        const both = Array.from({ length: 10 }, (_, index) =>
          (index % 2 === 0 ? completeLease : releaseLease)(server.deps, lease.id, lease.token),
        )
        await Promise.all(both)
        const link = await linkOf(drop)
        expect(link?.running).toBe(0)
        expect((link?.counted ?? 0) + (link?.placesLeft ?? 0)).toBe(2)
      })

      test('grants made in parallel are all remembered', async () => {
        const drop = await liveDrop(server, { parts: 30, maxDownloads: 2 })
        const lease = await claim(server, drop)
        await Promise.all([5, 9, 13, 17, 21, 25].map((part) => grant(lease, part)))
        const row = await server.deps.leases.find(lease.id)
        expect(row?.grantedParts).toBe(28)
        expect((await grant(lease, 29)).grant).toMatchObject({ firstPart: 29, lastPart: 30 })
        expect(await codeOf(grant(lease, 31))).toBe('bad-request')
      })

      test('a lease lapses after 30 idle minutes; a grant renews it', async () => {
        const drop = await liveDrop(server, { parts: 9 })
        const lease = await claim(server, drop)
        server.clock += LEASE_IDLE_MS - 1
        await grant(lease, 1)
        server.clock += LEASE_IDLE_MS - 1
        await reap(server.deps)
        expect(await look(drop)).toMatchObject({ placesLeft: 0 })
        server.clock += 1
        expect(await codeOf(grant(lease, 5))).toBe('lease-ended')
        await reap(server.deps)
        expect(await look(drop)).toMatchObject({ placesLeft: 1 })
      })

      test('a renewal keeps a lease for 30 minutes more, grants nothing, and comes too late once it has lapsed', async () => {
        const drop = await liveDrop(server, { parts: 9, expiresIn: 604_800 })
        const lease = await claim(server, drop)
        const renew = () => renewLease(server.deps, lease.id, lease.token)
        for (let times = 0; times < 3; times += 1) {
          server.clock += LEASE_IDLE_MS - 1
          expect(await renew()).toEqual({ lapsesAt: server.clock + LEASE_IDLE_MS })
          await reap(server.deps)
        }
        expect(await server.deps.leases.find(lease.id)).toMatchObject({ state: 'running', grantedParts: 4 })
        expect(await codeOf(renewLease(server.deps, lease.id, drop.access))).toBe('not-found')
        server.clock += LEASE_IDLE_MS
        expect(await codeOf(renew())).toBe('lease-ended')
        await reap(server.deps)
        expect(await linkOf(drop)).toMatchObject({ running: 0, placesLeft: 1 })
      })

      test('no renewal outlives its link', async () => {
        const drop = await liveDrop(server, { parts: 9, expiresIn: 60 })
        const lease = await claim(server, drop)
        const expiresAt = server.clock + 60_000
        expect(await renewLease(server.deps, lease.id, lease.token)).toEqual({ lapsesAt: expiresAt })
        server.clock = expiresAt
        expect(await codeOf(renewLease(server.deps, lease.id, lease.token))).toBe('expired')
      })

      test('renewals and grants at once lose no grant', async () => {
        const drop = await liveDrop(server, { parts: 30, maxDownloads: 2 })
        const lease = await claim(server, drop)
        const renewals = Array.from({ length: 6 }, () => renewLease(server.deps, lease.id, lease.token))
        await Promise.all([...[5, 9, 13, 17, 21, 25].map((part) => grant(lease, part)), ...renewals])
        expect((await server.deps.leases.find(lease.id))?.grantedParts).toBe(28)
      })

      test('claims and a revocation at once leave no lease running on an ended link', async () => {
        for (let round = 0; round < 10; round += 1) {
          const drop = await liveDrop(server, { parts: 9, maxDownloads: 30 })
          const claims = Array.from({ length: 30 }, () => codeOf(claim(server, drop)))
          await Promise.all([...claims, revokeDrop(server.deps, drop.id, drop.owner)])
          const { locator } = drop
          expect(await server.database.lease.count({ where: { locator, state: 'running' } })).toBe(0)
          expect(await linkOf(drop)).toMatchObject({ running: 0, placesLeft: 0, ended: { reason: 'revoked' } })
        }
      })

      test('a download that completes at the millisecond of expiry came too late, whether the reaper came or not', async () => {
        const drop = await liveDrop(server, { expiresIn: 60 })
        const lease = await claim(server, drop)
        server.clock += 60_000
        await completeLease(server.deps, lease.id, lease.token)
        expect(await linkOf(drop)).toMatchObject({ counted: 0, running: 0, ended: { reason: 'expired' } })
        await reap(server.deps)
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'expired' })
      })

      test('revoking in the middle of a download ends it', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 2 })
        const lease = await claim(server, drop)
        await revokeDrop(server.deps, drop.id, drop.owner)
        expect(await codeOf(grant(lease, 5))).toBe('revoked')
        await completeLease(server.deps, lease.id, lease.token)
        expect(await linkOf(drop)).toMatchObject({ counted: 0, ended: { reason: 'revoked' } })
      })
    })

    describe('changing a link', () => {
      test('not below what is counted or running', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 5 })
        await claim(server, drop)
        const lease = await claim(server, drop)
        await completeLease(server.deps, lease.id, lease.token)
        const change = (maxDownloads: number) =>
          changeLink(server.deps, drop.id, drop.locator, drop.owner, { maxDownloads })
        expect(await codeOf(change(1))).toBe('bad-request')
        expect(await change(2)).toMatchObject({ maxDownloads: 2, placesLeft: 0, running: 1, counted: 1, ended: null })
        expect(await codeOf(change(0))).toBe('bad-request')
        expect(await codeOf(change(101))).toBe('bad-request')
      })

      test('a link that its sender extends at the last moment is not ended by a reaper that had just seen it expire', async () => {
        const drop = await liveDrop(server, { expiresIn: 60 })
        const expiresAt = server.clock + 60_000
        expect(await server.deps.due.expiredLinks(expiresAt, 10)).toContain(drop.locator)
        server.clock = expiresAt - 1
        await changeLink(server.deps, drop.id, drop.locator, drop.owner, { expiresIn: 3600 })
        expect(await server.deps.links.end(drop.locator, 'expired', expiresAt)).toBe(false)
        expect(await look(drop)).toMatchObject({ state: 'live', expiresAt: expiresAt - 1 + 3_600_000 })
      })

      test('down to what was counted ends it', async () => {
        const drop = await liveDrop(server, { maxDownloads: 5 })
        const lease = await claim(server, drop)
        await completeLease(server.deps, lease.id, lease.token)
        const changed = await changeLink(server.deps, drop.id, drop.locator, drop.owner, { maxDownloads: 1 })
        expect(changed.ended).toMatchObject({ reason: 'used-up' })
      })
    })
  })
}
