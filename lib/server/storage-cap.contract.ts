import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DropError } from '../format/drop-error.ts'
import { MAX_PARTS_PER_UPLOAD_GRANT } from '../wire/drops.ts'
import { dropId } from '../wire/fields.ts'
import { beginUpload } from './begin-upload.ts'
import { completeUpload } from './complete-upload.ts'
import type { ServerDeps } from './deps.ts'
import { grantUpload } from './grant-upload.ts'
import { revokeDrop } from './manage-links.ts'
import { codeOf, completion, newDrop, newLink, reap, type TestServer, uploadParts } from './server.fixture.ts'

/** A stored part of the default geometry, and the last part of the fixture's drops. */
const PART = 64 * (2 ** 18 + 16)
const LAST = 65_552

/** What all drops together may hold of storage: the same suite on every database. */
export function describeStorageCap(name: string, open: () => Promise<TestServer>): void {
  describe(name, () => {
    let server: TestServer
    beforeAll(async () => {
      server = await open()
    })
    afterAll(() => server.close())
    beforeEach(async () => {
      for (const { id } of await server.database.drop.findMany({ where: { state: { not: 'ended' } } }))
        await server.deps.drops.end(dropId.parse(id), 'revoked', server.clock)
      while ((await reap(server.deps)).deletions > 0);
      expect(await server.deps.census.heldBytes()).toBe(0)
    })

    const capped = (storageMax: number): ServerDeps => ({
      ...server.deps,
      limits: { ...server.deps.limits, storageMax },
    })
    const held = () => server.deps.census.heldBytes()
    /** What the rows say, added up: it must be what the one row of the total says. */
    const added = async () =>
      Number((await server.database.drop.aggregate({ _sum: { heldBytes: true } }))._sum.heldBytes)

    async function uploading() {
      const { id, owner, begin } = await newDrop()
      await beginUpload(server.deps, begin)
      const grant = (deps: ServerDeps, number: number, length: number) =>
        codeOf(grantUpload(deps, id, owner.token, { parts: [{ number, length }] }))
      return { id, token: owner.token, grant }
    }

    test('a grant may take the last byte that is left, and none more', async () => {
      const { grant } = await uploading()
      const deps = capped(1000)
      expect(await grant(deps, 1, 1001)).toBe('storage-full')
      expect(await held()).toBe(0)
      expect(await grant(deps, 1, 1000)).toBe('succeeded')
      expect(await held()).toBe(1000)
      expect(await grant(deps, 1, 1000)).toBe('succeeded')
      expect(await grant(deps, 1, 1)).toBe('succeeded')
      expect(await held()).toBe(1000)
      expect(await grant(deps, 1, 1001)).toBe('storage-full')
      const other = await uploading()
      expect(await other.grant(deps, 1, 1)).toBe('storage-full')
      expect(await other.grant(server.deps, 1, 1)).toBe('succeeded')
      expect(await held()).toBe(1001)
    })

    test('a later part holds room for those before it', async () => {
      const { grant } = await uploading()
      const deps = capped(2 * PART + 10)
      expect(await grant(deps, 3, 11)).toBe('storage-full')
      expect(await grant(deps, 3, 10)).toBe('succeeded')
      expect(await grant(deps, 1, PART)).toBe('succeeded')
      expect(await grant(deps, 2, PART)).toBe('succeeded')
      expect(await held()).toBe(2 * PART + 10)
    })

    test('a small part far off holds no more than one request can ask for', async () => {
      const { grant } = await uploading()
      const far = MAX_PARTS_PER_UPLOAD_GRANT
      expect(await grant(server.deps, far + 1, 16)).toBe('bad-request')
      expect(await held()).toBe(0)
      expect(await grant(server.deps, far, 16)).toBe('succeeded')
      expect(await held()).toBe((far - 1) * PART + 16)
      expect(await grant(server.deps, 2 * far + 1, 16)).toBe('bad-request')
      expect(await grant(server.deps, 2 * far, 16)).toBe('succeeded')
      expect(await held()).toBe((2 * far - 1) * PART + 16)
    })

    test('nor do many that race get further than one', async () => {
      const { grant } = await uploading()
      const numbers = Array.from({ length: 40 }, (_, index) => MAX_PARTS_PER_UPLOAD_GRANT + 1 + index)
      const outcomes = await Promise.all(numbers.map((number) => grant(server.deps, number, 16)))
      expect(new Set(outcomes)).toEqual(new Set(['bad-request']))
      expect(await held()).toBe(0)
    })

    test('a new drop hears at once that nothing is left; one that began goes on', async () => {
      const deps = capped(1000)
      const first = await newDrop()
      expect(await codeOf(beginUpload(deps, { ...first.begin, lengthBound: 1001 }))).toBe('storage-full')
      expect(await codeOf(beginUpload(deps, { ...first.begin, lengthBound: 1000 }))).toBe('succeeded')
      await grantUpload(deps, first.id, first.owner.token, { parts: [{ number: 1, length: 1000 }] })
      expect(await codeOf(beginUpload(deps, (await newDrop()).begin))).toBe('storage-full')
      expect(await codeOf(beginUpload(deps, first.begin))).toBe('succeeded')
    })

    test('of a hundred uploads for seven places, seven get one', async () => {
      const deps = capped(7 * 100 + 99)
      const uploads = await Promise.all(Array.from({ length: 100 }, uploading))
      const outcomes = await Promise.all(uploads.map(({ grant }) => grant(deps, 1, 100)))
      expect(outcomes.filter((outcome) => outcome === 'succeeded')).toHaveLength(7)
      expect(outcomes.filter((outcome) => outcome === 'storage-full')).toHaveLength(93)
      expect(await held()).toBe(700)
      expect(await added()).toBe(700)
    })

    test('grants of one upload that race count the longest of them once', async () => {
      const { grant } = await uploading()
      const lengths = Array.from({ length: 20 }, (_, index) => 10 * (index + 1))
      await Promise.all(lengths.map((length) => grant(server.deps, 1, length)))
      expect(await held()).toBe(200)
      expect(await added()).toBe(200)
    })

    test('a drop holds just its length, until storage confirmed that its bytes are gone', async () => {
      const { id, token, grant } = await uploading()
      const link = await newLink()
      await grant(server.deps, 9, PART)
      expect(await held()).toBe(9 * PART)
      await uploadParts(server, id, token, 2)
      await completeUpload(server.deps, id, token, completion(2, link.row))
      expect(await held()).toBe(PART + LAST)
      await revokeDrop(server.deps, id, token)
      const broken = {
        ...server.deps,
        blobs: { ...server.deps.blobs, delete: () => Promise.reject(new DropError('unavailable')) },
      }
      await reap(broken)
      expect(await held()).toBe(PART + LAST)
      server.clock += 60_000
      await Promise.all(Array.from({ length: 5 }, () => reap(server.deps)))
      await server.deps.due.closeDeletions([id], null)
      expect(await held()).toBe(0)
      expect(await added()).toBe(0)
    })

    test('an upload that is given up gives back what it held', async () => {
      const { id, token, grant } = await uploading()
      await grant(server.deps, 2, 5)
      await revokeDrop(server.deps, id, token)
      expect(await grant(server.deps, 3, 5)).toBe('upload-ended')
      expect(await held()).toBe(PART + 5)
      await reap(server.deps)
      expect(await held()).toBe(0)
    })

    test('whatever races, the total is what the drops hold', async () => {
      const deps = capped(20 * PART)
      const uploads = await Promise.all(Array.from({ length: 30 }, uploading))
      await Promise.all(
        uploads.map(async ({ id, token, grant }, index) => {
          if ((await grant(deps, (index % 3) + 1, 65_552)) !== 'succeeded') return
          if (index % 2 === 0) await revokeDrop(server.deps, id, token)
          if (index % 4 === 0) await reap(server.deps)
        }),
      )
      expect(await held()).toBe(await added())
      expect(await held()).toBeLessThanOrEqual(20 * PART)
    })
  })
}
