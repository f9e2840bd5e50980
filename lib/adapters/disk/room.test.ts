import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { createRoom } from './room.ts'

const KEPT = 64 << 20
/** What parts may take. Others write to this disk too: tests keep a wide berth of the edge. */
async function forParts(): Promise<number> {
  const { bavail, bsize } = await statfs(tmpdir())
  return bavail * bsize - KEPT
}
const stored = () => Promise.resolve('stored')

test('a part that leaves enough is written, one that does not is refused before a byte of it', async () => {
  const room = createRoom(tmpdir())
  const most = await forParts()
  expect(await room.within(most / 2, stored)).toBe('stored')
  let written = false
  const write = () => {
    written = true
    return stored()
  }
  await expect(room.within(most + KEPT / 2, write)).rejects.toMatchObject({ code: 'storage-full' })
  expect(written).toBe(false)
})

test('what is being written counts, and no longer than it is, however it ends', async () => {
  const room = createRoom(tmpdir())
  const bytes = (await forParts()) * 0.7
  const { promise, reject } = Promise.withResolvers<string>()
  promise.catch(() => {}) // on a busy machine it fails before anything listens
  const first = room.within(bytes, () => promise)
  await expect(room.within(bytes, stored)).rejects.toMatchObject({ code: 'storage-full' })
  reject(new Error('cut off'))
  await expect(first).rejects.toThrow('cut off')
  expect(await room.within(bytes, stored)).toBe('stored')
})

test('a folder that is not there is no full one', async () => {
  await expect(createRoom('/nowhere').within(1, stored)).rejects.toMatchObject({ code: 'unavailable' })
})
