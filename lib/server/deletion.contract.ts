import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TOMBSTONE_MS, UPLOAD_IDLE_MS } from '../drop/limits.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import { paddedLength } from '../format/geometry.ts'
import { DEFAULT_HEADER, encodeHeader } from '../format/header.ts'
import { beginUpload } from './begin-upload.ts'
import { completeUpload } from './complete-upload.ts'
import { deleteDue } from './delete-due.ts'
import { endDue } from './end-due.ts'
import { completeLease } from './end-lease.ts'
import { grantUpload } from './grant-upload.ts'
import { lookAtLink } from './look-at-link.ts'
import { addLink, revokeDrop, revokeLink } from './manage-links.ts'
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
import { nothingSuspected, sweep } from './sweep.ts'

/** Uploads, endings and deletion: the same suite on every database. */
export function describeDeletion(name: string, open: () => Promise<TestServer>): void {
  describe(name, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await open()
    })
    afterAll(() => server.close())

    async function stored(id: string): Promise<boolean> {
      for await (const blob of server.deps.blobs.list()) if (blob.key === id) return true
      return false
    }

    async function erased(id: string) {
      const row = await server.database.drop.findUniqueOrThrow({ where: { id }, include: { links: true } })
      return (
        row.manifest === null &&
        row.commitment === null &&
        row.links.every(({ salt, wrappedKey, hint }) => salt === null && wrappedKey === null && hint === null)
      )
    }

    test('the last download erases the keys at once and the bytes with the next round', async () => {
      const drop = await liveDrop(server)
      expect(await stored(drop.id)).toBe(true)
      expect(await erased(drop.id)).toBe(false)
      const lease = await claim(server, drop)
      await completeLease(server.deps, lease.id, lease.token)
      expect(await erased(drop.id)).toBe(true)
      expect(await showDrop(server.deps, drop.id, drop.owner)).toMatchObject({ state: 'ended', stored: true })
      expect(await reap(server.deps)).toMatchObject({ deletions: 1, failures: 0 })
      expect(await stored(drop.id)).toBe(false)
      expect(await showDrop(server.deps, drop.id, drop.owner)).toMatchObject({ state: 'ended', stored: false })
    })

    test('expiry ends link, running lease and bytes in one round', async () => {
      const drop = await liveDrop(server, { expiresIn: 60, parts: 9 })
      const lease = await claim(server, drop)
      server.clock += 60_000
      expect(await reap(server.deps)).toMatchObject({ links: 1, deletions: 1 })
      expect(await stored(drop.id)).toBe(false)
      expect((await server.deps.leases.find(lease.id))?.state).toBe('ended')
      expect(await lookAtLink(server.deps, drop.locator)).toMatchObject({ state: 'ended', reason: 'expired' })
    })

    test('one of two links may end; the last one takes the drop along, however they race', async () => {
      const drop = await liveDrop(server)
      const second = await newLink()
      await addLink(server.deps, drop.id, drop.owner, second.row)
      await revokeLink(server.deps, drop.id, drop.locator, drop.owner)
      expect(await showDrop(server.deps, drop.id, drop.owner)).toMatchObject({ state: 'live' })
      await revokeLink(server.deps, drop.id, second.row.locator, drop.owner)
      expect(await showDrop(server.deps, drop.id, drop.owner)).toMatchObject({ state: 'ended' })

      const racing = await liveDrop(server)
      const links = await Promise.all(Array.from({ length: 9 }, () => newLink()))
      for (const { row } of links) await addLink(server.deps, racing.id, racing.owner, row)
      const locators = [racing.locator, ...links.map(({ row }) => row.locator)]
      await Promise.all(locators.map((locator) => revokeLink(server.deps, racing.id, locator, racing.owner)))
      expect(await showDrop(server.deps, racing.id, racing.owner)).toMatchObject({ state: 'ended' })
      await reap(server.deps)
      expect(await stored(racing.id)).toBe(false)
    })

    test('of many links that are over at once each ends once, whoever reaps, and a drop with its last link alone', async () => {
      const drops = []
      for (let made = 0; made < 20; made += 1) drops.push(await liveDrop(server, { expiresIn: 60 }))
      const [shared, ...alone] = drops
      if (shared === undefined) throw new Error('no drop')
      const lease = await claim(server, shared)
      const other = await newLink({ expiresIn: 3600 })
      await addLink(server.deps, shared.id, shared.owner, other.row)
      server.clock += 60_000
      await Promise.all(Array.from({ length: 5 }, () => endDue(server.deps)))
      for (const { id, owner } of alone)
        expect(await showDrop(server.deps, id, owner)).toMatchObject({
          state: 'ended',
          links: [{ ended: { reason: 'expired' } }],
        })
      for (const { id } of alone) expect(await erased(id)).toBe(true)
      expect(await showDrop(server.deps, shared.id, shared.owner)).toMatchObject({ state: 'live' })
      expect(await lookAtLink(server.deps, shared.locator)).toMatchObject({ reason: 'expired' })
      expect(await lookAtLink(server.deps, other.row.locator)).toMatchObject({ state: 'live' })
      expect((await server.deps.leases.find(lease.id))?.state).toBe('ended')
      const rounds = []
      while (rounds.at(-1) !== 0) {
        const deleted = await Promise.all(Array.from({ length: 3 }, () => deleteDue(server.deps)))
        rounds.push(deleted.reduce((sum, { deletions }) => sum + deletions, 0))
      }
      expect(rounds.reduce((sum, count) => sum + count, 0)).toBe(19)
      for (const { id } of alone) expect(await stored(id)).toBe(false)
      await revokeDrop(server.deps, shared.id, shared.owner)
      await reap(server.deps)
    })

    test('links that cannot end in one transaction end one by one', async () => {
      const [one, two] = [await liveDrop(server, { expiresIn: 60 }), await liveDrop(server, { expiresIn: 60 })]
      server.clock += 60_000
      const { links } = server.deps
      const broken = {
        ...links,
        endExpired: () => Promise.reject(new DropError('unavailable')),
        end: (...args: Parameters<typeof links.end>) =>
          args[0] === one.locator ? Promise.reject(new DropError('unavailable')) : links.end(...args),
      }
      await expect(endDue({ ...server.deps, links: broken })).rejects.toThrow()
      expect(await lookAtLink(server.deps, two.locator)).toMatchObject({ reason: 'expired' })
      expect((await server.deps.links.find(one.locator))?.link.endedAt).toBeNull()
      expect(await reap(server.deps)).toMatchObject({ links: 1, deletions: 2 })
    })

    test('a failing storage is asked again, later and later, until the bytes are gone', async () => {
      const drop = await liveDrop(server)
      await revokeDrop(server.deps, drop.id, drop.owner)
      const broken = {
        ...server.deps,
        blobs: { ...server.deps.blobs, delete: () => Promise.reject(new DropError('unavailable')) },
      }
      expect(await reap(broken)).toMatchObject({ failures: 1 })
      expect(await reap(server.deps)).toMatchObject({ deletions: 0, failures: 0 })
      server.clock += 2000
      expect(await reap(broken)).toMatchObject({ failures: 1 })
      server.clock += 4000
      expect(await reap(server.deps)).toMatchObject({ deletions: 1 })
      expect(await stored(drop.id)).toBe(false)
    })

    test('a deletion that a killed replica had taken is taken over after ten seconds', async () => {
      const drop = await liveDrop(server)
      await revokeDrop(server.deps, drop.id, drop.owner)
      const begun = Promise.withResolvers<undefined>()
      const forever = () => {
        begun.resolve(undefined)
        return new Promise<void>(() => {})
      }
      void reap({ ...server.deps, blobs: { ...server.deps.blobs, delete: forever } })
      await begun.promise
      server.clock += 9_999
      expect(await reap(server.deps)).toMatchObject({ deletions: 0 })
      server.clock += 1
      expect(await reap(server.deps)).toMatchObject({ deletions: 1 })
    })

    test('a deletion that outlasts its turn is done again by another replica, and counted by one of them', async () => {
      const drop = await liveDrop(server)
      await revokeDrop(server.deps, drop.id, drop.owner)
      const [begun, answer] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
      const slowly = async (key: string) => {
        begun.resolve(undefined)
        await answer.promise
        await server.deps.blobs.delete(key)
      }
      const slow = reap({ ...server.deps, blobs: { ...server.deps.blobs, delete: slowly } })
      await begun.promise
      server.clock += 10_000
      expect(await reap(server.deps)).toMatchObject({ deletions: 1 })
      answer.resolve(undefined)
      expect(await slow).toMatchObject({ deletions: 0, failures: 0, lags: [] })
    })

    test('a clock that was ahead and is put right does not keep what ended meanwhile', async () => {
      const drop = await liveDrop(server, { expiresIn: 7200 })
      server.clock += 3_600_000
      await revokeDrop(server.deps, drop.id, drop.owner)
      server.clock -= 3_600_000
      expect(await reap(server.deps)).toMatchObject({ deletions: 1, lags: [0] })
      expect(await stored(drop.id)).toBe(false)
    })

    test('nor what storage refused meanwhile', async () => {
      const drop = await liveDrop(server, { expiresIn: 7200 })
      server.clock += 3_600_000
      await revokeDrop(server.deps, drop.id, drop.owner)
      const broken = { ...server.deps.blobs, delete: () => Promise.reject(new DropError('unavailable')) }
      expect(await reap({ ...server.deps, blobs: broken })).toMatchObject({ failures: 1 })
      server.clock -= 3_600_000
      expect(await reap(server.deps)).toMatchObject({ deletions: 1 })
      expect(await stored(drop.id)).toBe(false)
    })

    test('of ten replicas that reap at once, one deletes', async () => {
      const drop = await liveDrop(server)
      await revokeDrop(server.deps, drop.id, drop.owner)
      const rounds = await Promise.all(Array.from({ length: 10 }, () => reap(server.deps)))
      expect(rounds.reduce((sum, { deletions }) => sum + deletions, 0)).toBe(1)
    })

    test('an ended link says why for a week, then it is forgotten', async () => {
      const drop = await liveDrop(server)
      await revokeDrop(server.deps, drop.id, drop.owner)
      await reap(server.deps)
      server.clock += TOMBSTONE_MS
      await reap(server.deps)
      expect(await lookAtLink(server.deps, drop.locator)).toMatchObject({ reason: 'revoked' })
      server.clock += 1
      await reap(server.deps)
      expect(await codeOf(lookAtLink(server.deps, drop.locator))).toBe('not-found')
      expect(await codeOf(showDrop(server.deps, drop.id, drop.owner))).toBe('not-found')
    })

    test('what storage does not delete keeps nothing else from being forgotten', async () => {
      const broken = { ...server.deps.blobs, delete: () => Promise.reject(new DropError('unavailable')) }
      const stuck = [await liveDrop(server), await liveDrop(server), await liveDrop(server), await liveDrop(server)]
      for (const { id, owner } of stuck) {
        await revokeDrop(server.deps, id, owner)
        server.clock += 1
      }
      expect(await reap({ ...server.deps, blobs: broken })).toMatchObject({ failures: 4 })
      const drop = await liveDrop(server)
      await revokeDrop(server.deps, drop.id, drop.owner)
      await reap(server.deps)
      server.clock += TOMBSTONE_MS + 1
      // Two at a time, so that the stuck ones fill whole batches; what the tests before left goes first.
      while ((await server.deps.due.forget(server.clock - TOMBSTONE_MS, 2)) > 0);
      expect(await codeOf(lookAtLink(server.deps, drop.locator))).toBe('not-found')
      for (const { id, owner } of stuck) expect(await showDrop(server.deps, id, owner)).toMatchObject({ stored: true })
    })

    test('an upload that rests for a day ends and leaves nothing', async () => {
      const { id, owner, begin } = await newDrop()
      await beginUpload(server.deps, begin)
      await uploadParts(server, id, owner.token, 2)
      server.clock += UPLOAD_IDLE_MS - 1
      await grantUpload(server.deps, id, owner.token, { parts: [{ number: 1, length: 1 }] })
      server.clock += 1
      await reap(server.deps)
      expect(await stored(id)).toBe(true)
      server.clock += UPLOAD_IDLE_MS
      await reap(server.deps)
      expect(await stored(id)).toBe(false)
      expect(await codeOf(grantUpload(server.deps, id, owner.token, { parts: [{ number: 1, length: 1 }] }))).toBe(
        'upload-ended',
      )
    })

    test('an upload that goes on at the last moment is not ended by a reaper that had just seen it rest', async () => {
      const { id, owner, begin } = await newDrop()
      const link = await newLink()
      await beginUpload(server.deps, begin)
      await uploadParts(server, id, owner.token, 1)
      const before = server.clock
      expect(await server.deps.due.idleUploads(before, 1000)).toContain(id)
      server.clock += 1
      await grantUpload(server.deps, id, owner.token, { parts: [{ number: 1, length: 65_552 }] })
      expect(await server.deps.due.endUpload(id, before, server.clock)).toBe(false)
      await completeUpload(server.deps, id, owner.token, completion(1, link.row))
      expect(await server.deps.due.endUpload(id, server.clock, server.clock)).toBe(false)
      expect(await showDrop(server.deps, id, owner.token)).toMatchObject({ state: 'live' })
    })

    test('beginning and completing again change nothing', async () => {
      const { id, owner, begin } = await newDrop()
      const link = await newLink()
      await beginUpload(server.deps, begin)
      await beginUpload(server.deps, begin)
      await uploadParts(server, id, owner.token, 1)
      const request = completion(1, link.row)
      const first = await completeUpload(server.deps, id, owner.token, request)
      server.clock += 5000
      expect((await completeUpload(server.deps, id, owner.token, request)).expiresAt).toBe(first.expiresAt)
      const other = await newLink()
      expect(await codeOf(completeUpload(server.deps, id, owner.token, completion(1, other.row)))).toBe('upload-ended')
      expect(await codeOf(beginUpload(server.deps, { ...begin, ownerHash: link.row.accessHash }))).toBe('not-found')
    })

    test('a completion is refused unless storage holds exactly its parts', async () => {
      const { id, owner, begin } = await newDrop()
      const link = await newLink()
      await beginUpload(server.deps, begin)
      await uploadParts(server, id, owner.token, 2)
      const complete = (parts: number) =>
        codeOf(completeUpload(server.deps, id, owner.token, completion(parts, link.row)))
      expect(await complete(1)).toBe('upload-incomplete')
      expect(await complete(3)).toBe('upload-incomplete')
      expect(
        await codeOf(completeUpload(server.deps, id, owner.token, { ...completion(2, link.row), sealedLength: 15 })),
      ).toBe('bad-request')
      expect(await complete(2)).toBe('succeeded')
    })

    test.each([
      [{ expiresIn: 59 }, 'bad-request'],
      [{ expiresIn: 60 }, 'succeeded'],
      [{ expiresIn: 604_800 }, 'succeeded'],
      [{ expiresIn: 604_801 }, 'bad-request'],
      [{ maxDownloads: 100 }, 'succeeded'],
      [{ maxDownloads: 101 }, 'bad-request'],
    ])('a link of %j is %s', async (choice, expected) => {
      const { id, owner, begin } = await newDrop()
      const link = await newLink(choice)
      await beginUpload(server.deps, begin)
      await uploadParts(server, id, owner.token, 1)
      expect(await codeOf(completeUpload(server.deps, id, owner.token, completion(1, link.row)))).toBe(expected)
    })

    test('a locator that is taken refuses the completion', async () => {
      const drop = await liveDrop(server)
      const { id, owner, begin } = await newDrop()
      const link = await newLink()
      await beginUpload(server.deps, begin)
      await uploadParts(server, id, owner.token, 1)
      const taken = completion(1, { ...link.row, locator: drop.locator })
      expect(await codeOf(completeUpload(server.deps, id, owner.token, taken))).toBe('upload-ended')
      expect(await codeOf(completeUpload(server.deps, id, owner.token, completion(1, link.row)))).toBe('succeeded')
    })

    test('the bound of a drop may be as long as the largest one padded, and no longer', async () => {
      const limits = { ...server.deps.limits, maxDropBytes: 100_000_001 }
      const most = paddedLength(100_000_001)
      const begin = async (lengthBound: number) =>
        codeOf(beginUpload({ ...server.deps, limits }, { ...(await newDrop()).begin, lengthBound }))
      expect(await begin(most)).toBe('succeeded')
      expect(await begin(most + 1)).toBe('too-large')
    })

    test('parts may be as large as the largest drop needs them, and no larger', async () => {
      const begin = async (maxDropBytes: number, chunksPerPart: number) => {
        const { begin } = await newDrop()
        const header = encodeBase64url(encodeHeader({ ...DEFAULT_HEADER, chunksPerPart }))
        return codeOf(
          beginUpload({ ...server.deps, limits: { ...server.deps.limits, maxDropBytes } }, { ...begin, header }),
        )
      }
      expect(await begin(20 * 2 ** 30, 64)).toBe('succeeded')
      expect(await begin(20 * 2 ** 30, 128)).toBe('header-invalid')
      expect(await begin(2 ** 40, 512)).toBe('succeeded')
      expect(await begin(2 ** 40, 1024)).toBe('header-invalid')
    })

    test('an upload that is renewed for ever ends once no drop can come of it', async () => {
      const { id, owner, begin } = await newDrop()
      await beginUpload(server.deps, begin)
      await uploadParts(server, id, owner.token, 1)
      const { ageMax, expiry } = server.deps.limits
      const last = server.clock + (ageMax - expiry.min) * 1000
      const renew = () => codeOf(grantUpload(server.deps, id, owner.token, { parts: [{ number: 1, length: 65_552 }] }))
      for (; server.clock < last; server.clock = Math.min(last, server.clock + UPLOAD_IDLE_MS - 1)) {
        expect(await renew()).toBe('succeeded')
        await reap(server.deps)
      }
      expect(await renew()).toBe('succeeded')
      server.clock = last + 1
      expect(await renew()).toBe('upload-ended')
      await reap(server.deps)
      expect(await stored(id)).toBe(false)
    })

    test('an instance that allows more than the default parts hold still takes small drops', async () => {
      const deps = { ...server.deps, limits: { ...server.deps.limits, maxDropBytes: 2 ** 40 } }
      const { id, owner, begin } = await newDrop()
      await beginUpload(deps, begin)
      const grant = (number: number) =>
        codeOf(grantUpload(deps, id, owner.token, { parts: [{ number, length: 1000 }] }))
      for (let number = 1; number < 10_000; number += 32) expect(await grant(number)).toBe('succeeded')
      expect(await grant(10_000)).toBe('succeeded')
    })

    test('parts beyond the largest drop are not granted', async () => {
      const { id, owner, begin } = await newDrop()
      await beginUpload(server.deps, begin)
      const grant = (number: number, length: number) =>
        codeOf(grantUpload(server.deps, id, owner.token, { parts: [{ number, length }] }))
      expect(await grant(1, 16 * 2 ** 20 + 1024)).toBe('succeeded')
      expect(await grant(1, 16 * 2 ** 20 + 1025)).toBe('bad-request')
      expect(await grant(1, 0)).toBe('bad-request')
      for (let number = 32; number <= 1280; number += 32) expect(await grant(number, 1000)).toBe('succeeded')
      expect(await grant(1300, 1000)).toBe('too-large')
    })

    test('the sweep removes bytes without a row, ends rows without bytes, and touches nothing else', async () => {
      const kept = await liveDrop(server)
      const lost = await liveDrop(server)
      const orphan = await newDrop()
      await server.deps.blobs.begin(orphan.id)
      const uploading = await newDrop()
      await beginUpload(server.deps, uploading.begin)
      await server.deps.blobs.delete(lost.id)
      const young = await sweep(server.deps, nothingSuspected)
      expect(young.suspects.orphans.has(orphan.id)).toBe(false)
      server.clock += 3_600_001
      const first = await sweep(server.deps, nothingSuspected)
      expect(first).toMatchObject({ orphans: 0, lost: 0 })
      expect(await stored(orphan.id)).toBe(true)
      expect(await showDrop(server.deps, lost.id, lost.owner)).toMatchObject({ state: 'live' })
      const second = await sweep(server.deps, first.suspects)
      expect(second).toMatchObject({ orphans: 1, lost: 1 })
      expect(second.suspects).toEqual(nothingSuspected)
      expect(await stored(orphan.id)).toBe(false)
      expect(await stored(uploading.id)).toBe(true)
      expect(await stored(kept.id)).toBe(true)
      expect(await showDrop(server.deps, lost.id, lost.owner)).toMatchObject({
        state: 'ended',
        links: [{ ended: { reason: 'lost' } }],
      })
    })
  })
}
