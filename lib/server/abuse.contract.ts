import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deriveLocator } from '../crypto/link-keys.ts'
import { cryptoRandom } from '../crypto/random-source.ts'
import { AUDIT_MS, LEASE_IDLE_MS, MAX_OPEN_REPORTS, TOMBSTONE_MS } from '../drop/limits.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { formatCode } from '../format/code.ts'
import { dropId, type Locator, locator as locatorField } from '../wire/fields.ts'
import { beginUpload } from './begin-upload.ts'
import { blockDrop } from './block-drop.ts'
import { completeUpload } from './complete-upload.ts'
import { completeLease, releaseLease } from './end-lease.ts'
import { grantDownload } from './grant-download.ts'
import { lookAtLink } from './look-at-link.ts'
import { addLink, changeLink, revokeDrop } from './manage-links.ts'
import { nameDrop } from './name-drop.ts'
import { openLink } from './open-link.ts'
import { reportLink } from './report-link.ts'
import {
  claim,
  codeOf,
  completion,
  liveDrop,
  newDrop,
  newLink,
  reap,
  type TestServer,
  uploadParts,
} from './server.fixture.ts'
import { showDrop } from './show-drop.ts'

const act = { who: 'olga', reason: 'a complaint' }

/** Reports, quarantine, blocks and the audit log: the same suite on every database. */
export function describeAbuse(name: string, open: () => Promise<TestServer>): void {
  describe(name, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await open()
    })
    afterAll(() => server.close())

    type Drop = Awaited<ReturnType<typeof liveDrop>>
    type Lease = Awaited<ReturnType<typeof claim>>
    const look = (drop: Pick<Drop, 'locator'>) => lookAtLink(server.deps, drop.locator)
    const quarantine = (drop: Drop) => server.operator.quarantine(drop.id, act, server.clock)
    const release = (drop: Drop) => server.operator.release(drop.id, act, server.clock)
    const remove = (drop: Drop) => server.operator.remove(drop.id, act, server.clock)
    const grant = (lease: Lease, firstPart: number) => grantDownload(server.deps, lease.id, lease.token, { firstPart })
    const rowsOf = async (drop: Drop) => {
      const row = await server.database.drop.findUniqueOrThrow({
        where: { id: drop.id },
        include: { links: { include: { leases: true } } },
        omit: { lastActiveAt: true },
      })
      return row
    }
    const isStored = async (id: string) => {
      for await (const blob of server.deps.blobs.list()) if (blob.key === id) return true
      return false
    }

    describe('quarantine', () => {
      test('nothing is looked at, opened, claimed or granted while it lasts, and the sender is told', async () => {
        const drop = await liveDrop(server, { parts: 20, maxDownloads: 5 })
        const lease = await claim(server, drop)
        expect(await quarantine(drop)).toBe(true)
        const tries = [
          look(drop),
          openLink(server.deps, drop.locator, drop.access),
          claim(server, drop),
          grant(lease, 5),
        ]
        expect(await Promise.all(tries.map(codeOf))).toEqual(Array(4).fill('quarantined'))
        expect(await showDrop(server.deps, drop.id, drop.owner)).toMatchObject({
          state: 'live',
          stored: true,
          quarantinedAt: server.clock,
        })
      })

      test('its release restores it exactly: places, keys, tries and running downloads', async () => {
        const drop = await liveDrop(server, { parts: 20, maxDownloads: 5 })
        const lease = await claim(server, drop)
        const before = await rowsOf(drop)
        await quarantine(drop)
        await codeOf(claim(server, drop))
        await reap(server.deps)
        expect(await isStored(drop.id)).toBe(true)
        expect(await release(drop)).toBe(true)
        expect(await rowsOf(drop)).toEqual(before)
        expect(await codeOf(grant(lease, 5))).toBe('succeeded')
        expect(await codeOf(claim(server, drop))).toBe('succeeded')
      })

      test('done twice it changes nothing, and only a live drop can be held back', async () => {
        const drop = await liveDrop(server)
        expect([await release(drop), await quarantine(drop), await quarantine(drop)]).toEqual([false, true, false])
        const { id, begin } = await newDrop()
        await beginUpload(server.deps, begin)
        expect(await server.operator.quarantine(id, act, server.clock)).toBe(false)
        await remove(drop)
        expect(await release(drop)).toBe(false)
      })

      test('of 50 claims at once, those that come through were there before, and none after', async () => {
        const drop = await liveDrop(server, { parts: 20, maxDownloads: 100 })
        const early = Array.from({ length: 25 }, () => codeOf(claim(server, drop)))
        const held = quarantine(drop)
        const late = Array.from({ length: 25 }, () => codeOf(claim(server, drop)))
        expect(await held).toBe(true)
        // Whatever was on its way by then comes too late.
        const running = (await rowsOf(drop)).links[0]?.running
        const after = await Promise.all(Array.from({ length: 50 }, () => codeOf(claim(server, drop))))
        expect(new Set(after)).toEqual(new Set(['quarantined']))
        const outcomes = await Promise.all([...early, ...late])
        expect(outcomes.every((each) => each === 'succeeded' || each === 'quarantined')).toBe(true)
        const claimed = outcomes.filter((each) => each === 'succeeded').length
        const [link] = (await rowsOf(drop)).links
        expect(link).toMatchObject({ running: claimed, placesLeft: 100 - claimed, counted: 0 })
        expect(claimed).toBe(running)
        await release(drop)
        expect(await codeOf(claim(server, drop))).toBe('succeeded')
      })

      test('50 claims and a grant that had looked before it take nothing after it', async () => {
        const drop = await liveDrop(server, { parts: 20, maxDownloads: 100 })
        const lease = await claim(server, drop)
        const [all, held] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
        let looked = 0
        const find: typeof server.deps.links.find = async (locator) => {
          const found = await server.deps.links.find(locator)
          looked += 1
          if (looked === 51) all.resolve(undefined)
          await held.promise
          return found
        }
        const links = { ...server.deps.links, find }
        const deps = { ...server.deps, links, inLine: <T>(_: string, work: () => Promise<T>) => work() }
        const late = Array.from({ length: 50 }, () => codeOf(claim({ ...server, deps }, drop)))
        late.push(codeOf(grantDownload(deps, lease.id, lease.token, { firstPart: 5 })))
        await all.promise
        await quarantine(drop)
        held.resolve(undefined)
        expect(new Set(await Promise.all(late))).toEqual(new Set(['quarantined']))
        const [link] = (await rowsOf(drop)).links
        expect(link).toMatchObject({ running: 1, leases: [{ grantedParts: 4 }] })
      })

      test('claims, holds and releases in any order never pass the limit', async () => {
        const drop = await liveDrop(server, { parts: 20, maxDownloads: 10 })
        const works = Array.from({ length: 60 }, (_, index) =>
          index % 6 === 4 ? quarantine(drop) : index % 6 === 5 ? release(drop) : codeOf(claim(server, drop)),
        )
        const claimed = (await Promise.all(works)).filter((each) => each === 'succeeded').length
        const [link] = (await rowsOf(drop)).links
        expect(link).toMatchObject({ running: claimed, placesLeft: 10 - claimed })
        expect(claimed).toBeLessThanOrEqual(10)
      })

      test('expiry goes on, and ends it as expired', async () => {
        const drop = await liveDrop(server, { expiresIn: 60 })
        await quarantine(drop)
        server.clock += 60_000
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'expired' })
        await reap(server.deps)
        expect(await isStored(drop.id)).toBe(false)
        expect((await showDrop(server.deps, drop.id, drop.owner)).quarantinedAt).toBe(null)
      })

      test('a download that completes or lapses meanwhile is counted, but uses the link up only with the release', async () => {
        const drop = await liveDrop(server, { parts: 2, maxDownloads: 2 })
        const [completed, lapsed] = [await claim(server, drop), await claim(server, drop)]
        await quarantine(drop)
        await completeLease(server.deps, completed.id, completed.token)
        server.clock += LEASE_IDLE_MS
        await reap(server.deps)
        expect((await rowsOf(drop)).links).toMatchObject([{ counted: 2, running: 0, endedAt: null }])
        expect(await isStored(drop.id)).toBe(true)
        expect(await codeOf(claim(server, drop))).toBe('quarantined')
        await release(drop)
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'used-up' })
        await reap(server.deps)
        expect(await isStored(drop.id)).toBe(false)
        expect(lapsed.id).not.toBe(completed.id)
      })

      test('a download that is given up meanwhile is given back', async () => {
        const drop = await liveDrop(server, { parts: 20, maxDownloads: 1 })
        const lease = await claim(server, drop)
        await quarantine(drop)
        await releaseLease(server.deps, lease.id, lease.token)
        await release(drop)
        expect(await codeOf(claim(server, drop))).toBe('succeeded')
      })

      test('a link made meanwhile is held back too; the sender may still change and delete', async () => {
        const drop = await liveDrop(server)
        await quarantine(drop)
        const other = await newLink()
        await addLink(server.deps, drop.id, drop.owner, other.row)
        expect(await codeOf(look(other.row))).toBe('quarantined')
        const changed = await changeLink(server.deps, drop.id, drop.locator, drop.owner, { expiresIn: 7200 })
        expect(changed.expiresAt).toBe(server.clock + 7_200_000)
        await release(drop)
        expect(await look(other.row)).toMatchObject({ state: 'live' })
        await quarantine(drop)
        await revokeDrop(server.deps, drop.id, drop.owner)
        expect(await look(drop)).toMatchObject({ state: 'ended', reason: 'revoked' })
      })
    })

    describe('removal', () => {
      test('ends it as removed, erases its keys and deletes its bytes, in quarantine as out of it', async () => {
        for (const isHeld of [false, true]) {
          const drop = await liveDrop(server, { parts: 20, maxDownloads: 5 })
          const lease = await claim(server, drop)
          if (isHeld) await quarantine(drop)
          expect([await remove(drop), await remove(drop)]).toEqual([true, false])
          expect(await look(drop)).toEqual({ state: 'ended', reason: 'removed', at: server.clock })
          expect(await codeOf(grant(lease, 5))).toBe('removed')
          expect((await rowsOf(drop)).links).toMatchObject([{ wrappedKey: null, salt: null }])
          await reap(server.deps)
          expect(await isStored(drop.id)).toBe(false)
        }
      })

      test('ends an upload under way', async () => {
        const { id, owner, begin } = await newDrop()
        await beginUpload(server.deps, begin)
        await uploadParts(server, id, owner.token, 1)
        expect(await server.operator.remove(id, act, server.clock)).toBe(true)
        expect(await codeOf(uploadParts(server, id, owner.token, 1))).toBe('upload-ended')
        await reap(server.deps)
        expect(await isStored(id)).toBe(false)
      })
    })

    describe('reports', () => {
      const report = (locator: Locator, more: { words?: string; code?: string } = {}) =>
        reportLink(server.deps, locator, { reason: 'malware', words: 'it is', ...more })
      const reportsOf = (drop: Drop) => server.operator.reports({ dropId: drop.id }, 100)

      /** A live drop whose link has a code that somebody knows. */
      async function dropWithCode() {
        const secret = cryptoRandom(16)
        const text = await formatCode({ needsPassword: false, profile: 'standard', secret })
        const locator = locatorField.parse(encodeBase64url(await deriveLocator(secret)))
        const drop = await liveDrop(server)
        const link = await newLink()
        await addLink(server.deps, drop.id, drop.owner, { ...link.row, locator })
        return { drop, text, link: { locator, access: link.access } }
      }

      test('are kept with what was said, and use no download up', async () => {
        const drop = await liveDrop(server)
        await report(drop.locator)
        expect(await reportsOf(drop)).toMatchObject([
          { dropId: drop.id, locator: drop.locator, reason: 'malware', words: 'it is', hasCode: false, closedAt: null },
        ])
        expect(await look(drop)).toMatchObject({ state: 'live', placesLeft: 1 })
        expect((await server.deps.census.count()).reports).toBeGreaterThan(0)
        expect((await server.operator.drops({ isReported: true }, 100)).map(({ id }) => id)).toContain(drop.id)
      })

      test('keep a disclosed code only where it is that of this very link', async () => {
        const { drop, text, link } = await dropWithCode()
        expect(await codeOf(report(drop.locator, { code: text }))).toBe('bad-request')
        expect(await codeOf(report(link.locator, { code: 'x' }))).toBe('bad-request')
        await report(link.locator, { code: text })
        const [kept] = await reportsOf(drop)
        expect(kept?.hasCode).toBe(true)
        expect(await server.operator.readCode(kept?.id ?? 0, act, server.clock)).toBe(text)
        expect(JSON.stringify(await server.deps.audit.list({}, 1))).not.toContain(text)
        expect(await server.deps.audit.list({}, 1)).toMatchObject([
          { action: 'read code', subject: `report ${kept?.id}` },
        ])
      })

      test.each(['the end of the link', 'the dismissal', 'the removal'])('lose a code with %s', async (how) => {
        const { drop, text, link } = await dropWithCode()
        await report(link.locator, { code: text })
        if (how === 'the end of the link') await server.deps.links.end(link.locator, 'revoked', server.clock)
        if (how === 'the dismissal') await server.operator.closeReports({ dropId: drop.id }, act, server.clock)
        if (how === 'the removal') await remove(drop)
        const rows = await server.database.report.findMany({ where: { locator: link.locator } })
        expect(rows).toMatchObject([
          { code: null, closedAt: how === 'the end of the link' ? null : new Date(server.clock) },
        ])
        expect(await server.operator.readCode(rows[0]?.id ?? 0, act, server.clock)).toBe(null)
        if (how === 'the dismissal') return
        await report(link.locator, { code: text })
        expect((await reportsOf(drop)).map(({ hasCode }) => hasCode)).toEqual([false, false])
      })

      test(`of 60 at once over two links, the drop has ${MAX_OPEN_REPORTS} open; closing them makes room`, async () => {
        const drop = await liveDrop(server)
        const other = await newLink()
        await addLink(server.deps, drop.id, drop.owner, other.row)
        const locators = Array.from({ length: 60 }, (_, index) => (index % 2 ? drop.locator : other.row.locator))
        const outcomes = await Promise.all(locators.map((each) => codeOf(report(each))))
        expect(outcomes.filter((each) => each === 'succeeded')).toHaveLength(MAX_OPEN_REPORTS)
        expect(outcomes.filter((each) => each === 'too-many-requests')).toHaveLength(60 - MAX_OPEN_REPORTS)
        expect(await server.operator.closeReports({ dropId: drop.id }, act, server.clock)).toBe(MAX_OPEN_REPORTS)
        expect(await codeOf(report(drop.locator))).toBe('succeeded')
      })

      test('may be about a drop that has ended, and go with it a week later', async () => {
        const drop = await liveDrop(server)
        await revokeDrop(server.deps, drop.id, drop.owner)
        await report(drop.locator)
        await reap(server.deps)
        server.clock += TOMBSTONE_MS
        await reap(server.deps)
        expect(await reportsOf(drop)).toHaveLength(1)
        server.clock += 1
        await reap(server.deps)
        expect(await server.database.report.count({ where: { locator: drop.locator } })).toBe(0)
        expect(await codeOf(report(drop.locator))).toBe('not-found')
      })
    })

    describe('blocks', () => {
      /** Uploads the same bytes as every drop of one part here, under another id. */
      async function complete() {
        const { id, owner, begin } = await newDrop()
        await beginUpload(server.deps, begin)
        await uploadParts(server, id, owner.token, 1)
        const { row } = await newLink()
        return { id, row, outcome: await codeOf(completeUpload(server.deps, id, owner.token, completion(1, row))) }
      }

      test('the same bytes are not shared again, and are deleted; lifting it lets them', async () => {
        const drop = await liveDrop(server)
        const block = await blockDrop(server.deps, drop.id, act)
        expect(block).toMatchObject({ sealedLength: 65_552, dropId: drop.id })
        expect(await blockDrop(server.deps, drop.id, act)).toBe(null)
        const refused = await complete()
        expect(refused.outcome).toBe('blocked')
        expect(await codeOf(look({ locator: refused.row.locator }))).toBe('not-found')
        await reap(server.deps)
        expect(await isStored(refused.id)).toBe(false)
        // What is shared already stays until the operator ends it.
        expect(await look(drop)).toMatchObject({ state: 'live' })
        expect(await server.deps.blocks.remove(block?.id ?? 0, act, server.clock)).toBe(true)
        expect(await server.deps.blocks.remove(block?.id ?? 0, act, server.clock)).toBe(false)
        expect((await complete()).outcome).toBe('succeeded')
      })

      test('one other byte is other bytes, and nothing is read where no length fits', async () => {
        const drop = await liveDrop(server, { parts: 2 })
        await blockDrop(server.deps, drop.id, act)
        expect((await complete()).outcome).toBe('succeeded')
        await server.deps.blocks.add({ hash: 'A'.repeat(43), sealedLength: 65_552, dropId: drop.id }, act, server.clock)
        expect((await complete()).outcome).toBe('succeeded')
      })

      test('of ten at once that block the same bytes, one does', async () => {
        const drop = await liveDrop(server, { parts: 3 })
        const made = await Promise.all(Array.from({ length: 10 }, () => blockDrop(server.deps, drop.id, act)))
        expect(made.filter((each) => each !== null)).toHaveLength(1)
      })

      test('what is not stored any more cannot be blocked', async () => {
        const drop = await liveDrop(server)
        await remove(drop)
        await reap(server.deps)
        expect(await codeOf(blockDrop(server.deps, drop.id, act))).toBe('not-found')
      })
    })

    describe('the audit log', () => {
      test('has an entry for whatever changed something, and none for what did not', async () => {
        const drop = await liveDrop(server)
        const block = await blockDrop(server.deps, drop.id, act)
        await server.deps.blocks.remove(block?.id ?? 0, act, server.clock)
        for (const deed of [quarantine, quarantine, release, release, remove, remove]) await deed(drop)
        const entries = await server.deps.audit.list({ subject: drop.id }, 10)
        expect(entries.map(({ action }) => action)).toEqual(['delete', 'release', 'quarantine', 'unblock', 'block'])
        expect(entries[0]).toMatchObject({ ...act, at: server.clock, subject: drop.id })
      })

      test('cannot be rewritten, and is forgotten after a year', async () => {
        const drop = await liveDrop(server)
        await quarantine(drop)
        const where = { subject: drop.id }
        await expect(server.database.audit.updateMany({ where, data: { who: 'nobody' } })).rejects.toThrow()
        server.clock += AUDIT_MS
        await reap(server.deps)
        expect(await server.deps.audit.list(where, 10)).toHaveLength(1)
        server.clock += 1
        await reap(server.deps)
        expect(await server.deps.audit.list(where, 10)).toEqual([])
      })
    })

    test('a drop is named by its id, a locator, a link, a code or words', async () => {
      const secret = cryptoRandom(16)
      const text = await formatCode({ needsPassword: false, profile: 'standard', secret })
      const drop = await liveDrop(server)
      const locator = locatorField.parse(encodeBase64url(await deriveLocator(secret)))
      await addLink(server.deps, drop.id, drop.owner, { ...(await newLink()).row, locator })
      for (const named of [drop.id, `${drop.locator}\n`, locator, text, `https://drop.example/d#${text}`])
        expect(await nameDrop(server.deps, named)).toBe(drop.id)
      for (const unknown of ['', 'x', 'A'.repeat(22), `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`])
        expect(await codeOf(nameDrop(server.deps, unknown))).toBe('not-found')
    })

    test('no drop hides behind another whose id is its locator, or whose locator is its id', async () => {
      const [bad, decoy] = [await liveDrop(server), await newDrop()]
      const id = dropId.parse(bad.locator)
      await beginUpload(server.deps, { ...decoy.begin, id })
      expect(await codeOf(nameDrop(server.deps, bad.locator))).toBe('bad-request')
      expect(await nameDrop(server.deps, `locator:${bad.locator}`)).toBe(bad.id)
      expect(await nameDrop(server.deps, `id:${bad.locator}`)).toBe(id)
      expect(await nameDrop(server.deps, `id:${bad.id}`)).toBe(bad.id)
      expect(await codeOf(nameDrop(server.deps, `id:${(await newDrop()).id}`))).toBe('not-found')
    })
  })
}
