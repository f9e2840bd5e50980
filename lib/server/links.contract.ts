import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cryptoRandom } from '../crypto/random-source.ts'
import { MAX_FORMER_LINKS } from '../drop/limits.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { isDropError } from '../format/drop-error.ts'
import { beginUpload } from './begin-upload.ts'
import { completeUpload } from './complete-upload.ts'
import { completeLease } from './end-lease.ts'
import { lookAtLink } from './look-at-link.ts'
import { addLink, changeLink, revokeDrop, revokeLink } from './manage-links.ts'
import {
  claim,
  codeOf,
  completion,
  liveDrop,
  newDrop,
  newLink,
  type TestServer,
  uploadParts,
} from './server.fixture.ts'
import { showDrop } from './show-drop.ts'

/** Several links to one drop, and what stands at each: the same suite on every database. */
export function describeLinks(name: string, open: () => Promise<TestServer>): void {
  describe(name, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await open()
    })
    afterAll(() => server.close())

    type Drop = Awaited<ReturnType<typeof liveDrop>>
    const add = async (drop: Drop, deps = server.deps) => addLink(deps, drop.id, drop.owner, (await newLink()).row)
    const atMost = (linksMax: number) => ({ ...server.deps, limits: { ...server.deps.limits, linksMax } })

    describe('a hint', () => {
      const hint = encodeBase64url(cryptoRandom(272))
      const seen = async (locator: Drop['locator']) => {
        const link = await lookAtLink(server.deps, locator)
        return link.state === 'live' ? link.hint : link
      }

      test('is handed out with the salt, to anybody with the link, and stands at its own link alone', async () => {
        const drop = await liveDrop(server, { hint })
        const other = await newLink()
        await addLink(server.deps, drop.id, drop.owner, other.row)
        expect(await seen(drop.locator)).toBe(hint)
        expect(await seen(other.row.locator)).toBeNull()
        const third = await newLink({ hint })
        await addLink(server.deps, drop.id, drop.owner, third.row)
        expect(await seen(third.row.locator)).toBe(hint)
      })

      test('goes with its link, while the drop lives on', async () => {
        const drop = await liveDrop(server, { hint })
        await add(drop)
        await revokeLink(server.deps, drop.id, drop.locator, drop.owner)
        const row = await server.database.link.findUniqueOrThrow({ where: { locator: drop.locator } })
        expect(row).toMatchObject({ hint: null, salt: null, wrappedKey: null })
        expect(await seen(drop.locator)).toMatchObject({ state: 'ended', reason: 'revoked' })
      })
    })

    describe('how many', () => {
      test('as many as the instance allows, and no more', async () => {
        const drop = await liveDrop(server)
        const deps = atMost(3)
        await add(drop, deps)
        await add(drop, deps)
        expect(await codeOf(add(drop, deps))).toBe('too-many-links')
        expect((await showDrop(server.deps, drop.id, drop.owner)).links).toHaveLength(3)
      })

      test('only those that live count: a revoked, an expired and a used-up one make room', async () => {
        const drop = await liveDrop(server, { maxDownloads: 5 })
        const deps = atMost(2)
        const revoked = await newLink()
        await addLink(deps, drop.id, drop.owner, revoked.row)
        expect(await codeOf(add(drop, deps))).toBe('too-many-links')
        await revokeLink(deps, drop.id, revoked.row.locator, drop.owner)
        const expiring = await newLink({ expiresIn: 60 })
        await addLink(deps, drop.id, drop.owner, expiring.row)
        server.clock += 59_999
        expect(await codeOf(add(drop, deps))).toBe('too-many-links')
        server.clock += 1
        const once = await newLink()
        await addLink(deps, drop.id, drop.owner, once.row)
        expect(await codeOf(add(drop, deps))).toBe('too-many-links')
        const lease = await claim(server, { locator: once.row.locator, access: once.access })
        await completeLease(deps, lease.id, lease.token)
        expect(await codeOf(add(drop, deps))).toBe('succeeded')
      })

      test('of those that ended a drop keeps 200, and then takes no more', async () => {
        const drop = await liveDrop(server)
        const deps = atMost(2)
        for (let former = 0; former < MAX_FORMER_LINKS; former += 1) {
          const { row } = await newLink()
          await addLink(deps, drop.id, drop.owner, row)
          await revokeLink(deps, drop.id, row.locator, drop.owner)
        }
        const last = await newLink()
        await addLink(deps, drop.id, drop.owner, last.row)
        const refused: unknown = await add(drop, deps).catch((error: unknown) => error)
        expect(refused).toMatchObject({ code: 'too-many-links', facts: { limit: 202, subject: 'all' } })
        await revokeLink(deps, drop.id, last.row.locator, drop.owner)
        expect(await codeOf(add(drop, deps))).toBe('too-many-links')
        expect(await codeOf(addLink(deps, drop.id, drop.owner, last.row))).toBe('succeeded')
        expect((await showDrop(deps, drop.id, drop.owner)).links).toHaveLength(202)
      })

      test('of 200 added at once exactly the limit is there', async () => {
        const drop = await liveDrop(server)
        const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(add(drop, atMost(10)))))
        expect(codes.filter((each) => each === 'succeeded')).toHaveLength(9)
        expect(codes.filter((each) => each === 'too-many-links')).toHaveLength(191)
        expect((await showDrop(server.deps, drop.id, drop.owner)).links).toHaveLength(10)
      })
    })

    describe('the longest life of a drop', () => {
      const WEEK = 604_800
      const DAYS_30 = 30 * 86_400

      test('holds however often a link is extended, to the second', async () => {
        const drop = await liveDrop(server, { expiresIn: WEEK })
        const end = server.clock + DAYS_30 * 1000
        const extend = (expiresIn: number) => changeLink(server.deps, drop.id, drop.locator, drop.owner, { expiresIn })
        for (let week = 0; week < 3; week += 1) {
          server.clock += (WEEK - 60) * 1000
          await extend(WEEK)
        }
        server.clock += (WEEK - 60) * 1000
        const left = Math.floor((end - server.clock) / 1000)
        const refused: unknown = await extend(left + 1).catch((error: unknown) => error)
        expect(isDropError(refused, 'bad-request') && refused.facts).toMatchObject({
          subject: 'expiresIn',
          limit: left,
        })
        expect((await extend(left)).expiresAt).toBe(end)
        expect(await codeOf(extend(60))).toBe('succeeded')
      })

      test('holds for links that are added later, and for uploads that took their time', async () => {
        const deps = { ...server.deps, limits: { ...server.deps.limits, ageMax: WEEK } }
        const drop = await liveDrop(server, { expiresIn: WEEK })
        const addFor = async (expiresIn: number) =>
          codeOf(addLink(deps, drop.id, drop.owner, (await newLink({ expiresIn })).row))
        server.clock += 1
        expect(await addFor(WEEK)).toBe('bad-request')
        expect(await addFor(WEEK - 1)).toBe('succeeded')
        const { id, owner, begin } = await newDrop()
        await beginUpload(deps, begin)
        await uploadParts(server, id, owner.token, 1)
        server.clock += 86_400_000
        const completing = async (expiresIn: number) =>
          codeOf(completeUpload(deps, id, owner.token, completion(1, (await newLink({ expiresIn })).row)))
        expect(await completing(WEEK - 86_399)).toBe('bad-request')
        expect(await completing(WEEK - 86_400)).toBe('succeeded')
      })

      test('does not keep its sender from other changes', async () => {
        const drop = await liveDrop(server, { maxDownloads: 5, expiresIn: WEEK })
        const deps = { ...server.deps, limits: { ...server.deps.limits, ageMax: 1 } }
        const changed = await changeLink(deps, drop.id, drop.locator, drop.owner, { maxDownloads: 2 })
        expect(changed.maxDownloads).toBe(2)
      })
    })

    describe('adding', () => {
      test('the same again, also at once and when the drop is full, is the same link', async () => {
        const drop = await liveDrop(server)
        const link = await newLink()
        const again = () => addLink(atMost(2), drop.id, drop.owner, link.row)
        const answers = await Promise.all([again(), again(), again()])
        expect(new Set(answers.map(({ createdAt }) => createdAt)).size).toBe(1)
        expect((await showDrop(server.deps, drop.id, drop.owner)).links).toHaveLength(2)
      })

      test('under a locator that is taken, here or elsewhere, changes nothing', async () => {
        const [drop, other] = [await liveDrop(server), await liveDrop(server)]
        const { row } = await newLink()
        for (const { locator } of [drop, other])
          expect(await codeOf(addLink(server.deps, drop.id, drop.owner, { ...row, locator }))).toBe('upload-ended')
        expect((await showDrop(server.deps, drop.id, drop.owner)).links).toHaveLength(1)
      })

      test('to a drop that has ended is refused, and a race with its end leaves no link alive', async () => {
        const drop = await liveDrop(server)
        const added = Array.from({ length: 10 }, () => codeOf(add(drop)))
        await Promise.all([...added, revokeDrop(server.deps, drop.id, drop.owner)])
        expect(await codeOf(add(drop))).toBe('upload-ended')
        const { state, links } = await showDrop(server.deps, drop.id, drop.owner)
        expect(state).toBe('ended')
        expect(links.every(({ ended }) => ended?.reason === 'revoked')).toBe(true)
      })

      test('with another drop’s owner token is not found', async () => {
        const [drop, other] = [await liveDrop(server), await liveDrop(server)]
        expect(await codeOf(add({ ...drop, owner: other.owner }))).toBe('not-found')
        expect(await codeOf(revokeLink(server.deps, other.id, drop.locator, other.owner))).toBe('not-found')
      })
    })
  })
}
