import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { dropId } from '../wire/fields.ts'
import type { UploadLocks } from './upload-locks.ts'

const someId = () => dropId.parse(randomBytes(16).toString('base64url'))

/** What every upload lock must do. `open` answers the locks of one more tab of the same browser. */
export function describeUploadLocks(name: string, open: () => UploadLocks): void {
  describe(`upload locks: ${name}`, () => {
    test('of a hundred that take one upload at once exactly one gets it', async () => {
      const id = someId()
      const tabs = Array.from({ length: 100 }, open)
      const releases = (await Promise.all(tabs.map((tab) => tab.take(id)))).filter((release) => release !== null)
      expect(releases).toHaveLength(1)
      expect((await open().taken()).has(id)).toBe(true)
      releases[0]?.()
    })

    test('what was let go can be taken again, and others are not touched', async () => {
      const [id, other] = [someId(), someId()]
      const [one, two] = [open(), open()]
      const release = await one.take(id)
      expect(await two.take(id)).toBeNull()
      expect(await one.take(id)).toBeNull()
      const releaseOther = await two.take(other)
      expect(releaseOther).not.toBeNull()
      release?.()
      await expect.poll(async () => [...(await two.taken())]).toEqual([other])
      const again = await two.take(id)
      expect(again).not.toBeNull()
      again?.()
      releaseOther?.()
    })
  })
}
