import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LEASE_IDLE_MS } from '../drop/limits.ts'
import { isDropError } from '../format/drop-error.ts'
import { completeLease, releaseLease } from './end-lease.ts'
import { grantDownload } from './grant-download.ts'
import { lookAtLink } from './look-at-link.ts'
import { addLink, changeLink, revokeLink } from './manage-links.ts'
import { openLink } from './open-link.ts'
import { claim, codeOf, liveDrop, newLink, reap, type TestServer } from './server.fixture.ts'
import { showDrop } from './show-drop.ts'

/** Numbers that look random and are the same for the same seed (Numerical Recipes' linear congruence). */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** What a sender changes while people download: the same suite on every database. */
export function describeChanges(name: string, open: () => Promise<TestServer>): void {
  describe(name, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await open()
    })
    afterAll(() => server.close())

    type Drop = Awaited<ReturnType<typeof liveDrop>>
    type Lease = Awaited<ReturnType<typeof claim>>
    const look = (drop: Drop) => lookAtLink(server.deps, drop.locator)
    const linkOf = async (drop: Drop) => (await showDrop(server.deps, drop.id, drop.owner)).links[0]
    const change = (drop: Drop, request: Parameters<typeof changeLink>[4]) =>
      changeLink(server.deps, drop.id, drop.locator, drop.owner, request)
    const grant = (lease: Lease, firstPart: number) => grantDownload(server.deps, lease.id, lease.token, { firstPart })
    const complete = (lease: Lease) => completeLease(server.deps, lease.id, lease.token)
    const release = (lease: Lease) => releaseLease(server.deps, lease.id, lease.token)
    const isStored = async (id: string) => {
      for await (const blob of server.deps.blobs.list()) if (blob.key === id) return true
      return false
    }

    describe('two people and the last download', () => {
      test('the second is held until the first is done, then it is used up', async () => {
        const drop = await liveDrop(server)
        const first = await claim(server, drop)
        const refused: unknown = await claim(server, drop).catch((error: unknown) => error)
        expect(isDropError(refused, 'held') && refused.facts.at).toBe(server.clock + LEASE_IDLE_MS)
        await complete(first)
        expect(await codeOf(claim(server, drop))).toBe('used-up')
      })

      test('the second gets the place that the first gives up, and the first gets no more of it', async () => {
        const drop = await liveDrop(server, { parts: 9 })
        const first = await claim(server, drop)
        expect(await codeOf(claim(server, drop))).toBe('held')
        await release(first)
        const second = await claim(server, drop)
        expect(await codeOf(grant(first, 5))).toBe('lease-ended')
        await complete(first)
        await complete(second)
        expect(await linkOf(drop)).toMatchObject({ counted: 1, running: 0, ended: { reason: 'used-up' } })
      })

      test('a first one that completes and lapses at once leaves either it counted or its place, never both', async () => {
        for (let round = 0; round < 5; round += 1) {
          const drop = await liveDrop(server, { parts: 9, expiresIn: 604_800 })
          const first = await claim(server, drop)
          server.clock += LEASE_IDLE_MS
          const [, , second] = await Promise.all([complete(first), reap(server.deps), codeOf(claim(server, drop))])
          const link = await linkOf(drop)
          expect((link?.counted ?? 0) + (link?.running ?? 0) + (link?.placesLeft ?? 0)).toBe(1)
          expect(link?.running).toBe(second === 'succeeded' ? 1 : 0)
        }
      })
    })

    describe('a limit that is lowered while a download runs', () => {
      test('to what runs and is counted: no place is left, and the last completion ends the link', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 5 })
        const lease = await claim(server, drop)
        expect(await change(drop, { maxDownloads: 1 })).toMatchObject({ placesLeft: 0, running: 1, ended: null })
        expect(await codeOf(claim(server, drop))).toBe('held')
        await grant(lease, 5)
        await complete(lease)
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'used-up' })
      })

      test('and a download that is given up then leaves its place', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 5 })
        const lease = await claim(server, drop)
        await change(drop, { maxDownloads: 1 })
        await release(lease)
        expect(await look(drop)).toMatchObject({ state: 'live', placesLeft: 1, maxDownloads: 1 })
      })

      test('at once with claims: nobody gets a place that is not there any more', async () => {
        for (let round = 0; round < 5; round += 1) {
          const drop = await liveDrop(server, { parts: 9, maxDownloads: 20 })
          const claims = Array.from({ length: 20 }, () => codeOf(claim(server, drop)))
          const changes = [3, 7, 11].map((maxDownloads) => codeOf(change(drop, { maxDownloads })))
          const claimed = (await Promise.all(claims)).filter((each) => each === 'succeeded').length
          const outcomes = await Promise.all(changes)
          const link = await linkOf(drop)
          expect(link).toMatchObject({ running: claimed, counted: 0, ended: null })
          expect(link?.placesLeft).toBe((link?.maxDownloads ?? 0) - claimed)
          expect(outcomes.every((each) => each === 'succeeded' || each === 'bad-request')).toBe(true)
        }
      })
    })

    describe('an expiry that is moved while a download runs', () => {
      test('closer: from that millisecond on nothing more is granted, and the round ends the lease', async () => {
        const drop = await liveDrop(server, { parts: 13, maxDownloads: 2 })
        const lease = await claim(server, drop)
        await change(drop, { expiresIn: 60 })
        const end = server.clock + 60_000
        expect((await grant(lease, 5)).lapsesAt).toBe(end)
        server.clock = end - 1
        expect(await codeOf(grant(lease, 9))).toBe('succeeded')
        server.clock = end
        expect(await codeOf(grant(lease, 13))).toBe('expired')
        await reap(server.deps)
        expect((await server.deps.leases.find(lease.id))?.state).toBe('ended')
        expect(await isStored(drop.id)).toBe(false)
      })

      test('further: a download that began before goes on past the former end, also when it asks only then', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 2, expiresIn: 60 })
        const former = server.clock + 60_000
        const lease = await claim(server, drop)
        await change(drop, { expiresIn: 3600 })
        server.clock = former
        await reap(server.deps)
        expect((await grant(lease, 5)).lapsesAt).toBe(former + LEASE_IDLE_MS)
        await complete(lease)
        expect(await linkOf(drop)).toMatchObject({ counted: 1, placesLeft: 1, ended: null })
      })

      test('what is told of a held place never lies beyond the link', async () => {
        const drop = await liveDrop(server, { parts: 9, expiresIn: 60 })
        const expiresAt = server.clock + 60_000
        await claim(server, drop)
        expect(await look(drop)).toMatchObject({ heldUntil: expiresAt })
        await change(drop, { expiresIn: 604_800 })
        expect(await look(drop)).toMatchObject({ heldUntil: server.clock + LEASE_IDLE_MS })
      })

      test('extended and expiring at once, it is either alive with all it had or ended, never half', async () => {
        for (let round = 0; round < 8; round += 1) {
          const drop = await liveDrop(server, { parts: 9, maxDownloads: 3, expiresIn: 60 })
          const lease = await claim(server, drop)
          const end = server.clock + 60_000
          server.clock = end - 1
          const extending = codeOf(change(drop, { expiresIn: 3600 }))
          server.clock = end
          const [, extended] = await Promise.all([reap(server.deps), extending])
          const row = await server.database.link.findUniqueOrThrow({ where: { locator: drop.locator } })
          const running = (await server.deps.leases.find(lease.id))?.state
          expect([row.salt !== null, row.wrappedKey !== null, running, await isStored(drop.id)]).toEqual(
            extended === 'succeeded' ? [true, true, 'running', true] : [false, false, 'ended', false],
          )
        }
      })

      test('an expired link is not brought back, whether the reaper came or not', async () => {
        const drop = await liveDrop(server, { expiresIn: 60 })
        server.clock += 60_000
        expect(await codeOf(change(drop, { expiresIn: 3600 }))).toBe('expired')
        await reap(server.deps)
        expect(await codeOf(change(drop, { expiresIn: 3600 }))).toBe('expired')
      })
    })

    describe('a link that is revoked in the middle of a download', () => {
      test('ends the download and loses its key; the other link and the bytes stay until that one ends too', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 5 })
        const other = await newLink({ maxDownloads: 5 })
        await addLink(server.deps, drop.id, drop.owner, other.row)
        const lease = await claim(server, drop)
        const second = await claim(server, { locator: other.row.locator, access: other.access })
        await revokeLink(server.deps, drop.id, drop.locator, drop.owner)
        expect(await codeOf(grant(lease, 5))).toBe('revoked')
        expect((await server.deps.leases.find(lease.id))?.state).toBe('ended')
        const row = await server.database.link.findUniqueOrThrow({ where: { locator: drop.locator } })
        expect(row).toMatchObject({ wrappedKey: null, salt: null, hint: null, running: 0, placesLeft: 0 })
        await reap(server.deps)
        expect(await isStored(drop.id)).toBe(true)
        expect(await codeOf(grant(second, 5))).toBe('succeeded')
        await revokeLink(server.deps, drop.id, other.row.locator, drop.owner)
        expect(await codeOf(grant(second, 9))).toBe('revoked')
        await complete(second)
        await reap(server.deps)
        expect(await isStored(drop.id)).toBe(false)
        expect(await showDrop(server.deps, drop.id, drop.owner)).toMatchObject({ state: 'ended', stored: false })
      })

      test('at once with its grants, leaves no lease running', async () => {
        for (let round = 0; round < 3; round += 1) {
          const drop = await liveDrop(server, { parts: 13, maxDownloads: 5 })
          const leases = [await claim(server, drop), await claim(server, drop)]
          const grants = leases.flatMap((lease) => [5, 9, 13].map((part) => codeOf(grant(lease, part))))
          await revokeLink(server.deps, drop.id, drop.locator, drop.owner)
          const codes = await Promise.all(grants)
          expect(codes.filter((each) => !['succeeded', 'revoked', 'lease-ended'].includes(String(each)))).toEqual([])
          for (const lease of leases) expect(await codeOf(grant(lease, 1))).toBe('revoked')
          expect(await linkOf(drop)).toMatchObject({ running: 0, placesLeft: 0 })
        }
      })
    })

    describe('guesses', () => {
      const guess = (drop: Drop) => codeOf(openLink(server.deps, drop.locator, 'A'.repeat(43)))

      test('a hundred freeze the link, running downloads go on, and unfreezing lets go', async () => {
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 5, expiresIn: 604_800 })
        for (let tries = 0; tries < 100; tries += 1) {
          expect(await guess(drop)).toBe('not-found')
          server.clock += 3_600_000
        }
        await change(drop, { expiresIn: 604_800 })
        expect(await linkOf(drop)).toMatchObject({ frozen: true, wrongTries: 100, placesLeft: 5 })
        expect(await guess(drop)).toBe('frozen')
        expect(await codeOf(openLink(server.deps, drop.locator, drop.access))).toBe('frozen')
        expect(await codeOf(claim(server, drop))).toBe('frozen')
        expect(await change(drop, { unfreeze: true })).toMatchObject({ frozen: false, wrongTries: 0 })
        const lease = await claim(server, drop)
        for (let tries = 0; tries < 10; tries += 1) expect(await guess(drop)).toBe('not-found')
        expect(await guess(drop)).toBe('too-many-requests')
        expect(await codeOf(grant(lease, 5))).toBe('succeeded')
      })

      test('neither an edit nor an unfreezing is lost to guesses at the same time', async () => {
        const drop = await liveDrop(server, { maxDownloads: 5 })
        await Promise.all([
          ...Array.from({ length: 8 }, () => guess(drop)),
          change(drop, { maxDownloads: 9 }),
          change(drop, { expiresIn: 7200 }),
        ])
        expect(await linkOf(drop)).toMatchObject({
          ...{ maxDownloads: 9, placesLeft: 9, wrongTries: 8 },
          expiresAt: server.clock + 7_200_000,
        })
      })
    })

    test.each<[string, (drop: Drop) => Promise<unknown>]>([
      ['a claim', (drop) => claim(server, drop)],
      ['another limit', (drop) => change(drop, { maxDownloads: 7 })],
      ['another expiry', (drop) => change(drop, { expiresIn: 7200 })],
      ['a wrong try', (drop) => codeOf(openLink(server.deps, drop.locator, 'A'.repeat(43)))],
      ['the end', (drop) => revokeLink(server.deps, drop.id, drop.locator, drop.owner)],
    ])('an edit of a link as it was before %s changes nothing', async (_, act) => {
      const drop = await liveDrop(server, { maxDownloads: 5 })
      const seen = await server.deps.links.find(drop.locator)
      if (seen === null) throw new Error('not found')
      await act(drop)
      const now = await server.deps.links.find(drop.locator)
      const stale = { maxDownloads: 6, placesLeft: 6, expiresAt: server.clock + 1, wrongTries: 0 }
      expect(await server.deps.links.change(seen.link, stale, server.clock)).toBe(false)
      expect(await server.deps.links.find(drop.locator)).toEqual(now)
    })

    test('whatever happens at once, places add up, ended links hold nothing, and bytes stay as long as a link lives', async () => {
      for (let seed = 1; seed <= 6; seed += 1) {
        const roll = dice(seed)
        const drop = await liveDrop(server, { parts: 9, maxDownloads: 3 })
        const others = await Promise.all(Array.from({ length: 3 }, () => newLink({ maxDownloads: 2 })))
        const ways = [drop, ...others.map(({ row, access }) => ({ locator: row.locator, access }))]
        await Promise.all(others.map(({ row }) => addLink(server.deps, drop.id, drop.owner, row)))
        const acts = Array.from({ length: 60 }, async () => {
          const way = ways[roll(ways.length)] ?? drop
          const kind = roll(10)
          if (kind === 0) await revokeLink(server.deps, drop.id, way.locator, drop.owner)
          else if (kind < 4) await change({ ...drop, ...way }, { maxDownloads: 1 + roll(4) })
          else {
            const lease = await claim(server, way)
            if (kind < 6) await complete(lease)
            else if (kind < 8) await release(lease)
          }
        })
        await Promise.allSettled([...acts, reap(server.deps)])
        const { state, links } = await showDrop(server.deps, drop.id, drop.owner)
        const rows = await server.database.link.findMany({ where: { dropId: drop.id } })
        for (const link of rows) {
          const running = await server.database.lease.count({ where: { locator: link.locator, state: 'running' } })
          expect(link.running).toBe(running)
          if (link.endedAt === null) expect(link.counted + link.running + link.placesLeft).toBe(link.maxDownloads)
          else expect(link).toMatchObject({ running: 0, placesLeft: 0, salt: null, wrappedKey: null })
        }
        expect(state).toBe(links.some(({ ended }) => ended === null) ? 'live' : 'ended')
        await reap(server.deps)
        expect(await isStored(drop.id)).toBe(state === 'live')
      }
    })
  })
}
