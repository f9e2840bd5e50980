import { IDBFactory } from 'fake-indexeddb'
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { makeTicket } from '../../format/ticket.ts'
import { someLease } from '../../ports/lease-store.contract.ts'
import { someUpload } from '../../ports/sender-store.contract.ts'
import { keepsForSender, keepsLease } from './keeps-any.ts'
import { createKeptTicket } from './kept-ticket.ts'
import { openLeaseStore } from './lease-store.ts'
import { createSenderStore } from './sender-store.ts'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
})

test('a browser that never sent anything keeps nothing, and looking makes no database', async () => {
  expect(await keepsForSender()).toBe(false)
  expect(await keepsLease(someLease('A', 1).locator)).toBe(false)
  expect(await indexedDB.databases()).toEqual([])
})

test('an unfinished upload is found, until it is gone', async () => {
  const store = createSenderStore()
  await store.keeping(true)
  expect(await keepsForSender()).toBe(false)
  const upload = someUpload()
  await store.putUpload(upload)
  expect(await keepsForSender()).toBe(true)
  await store.removeUpload(upload.id)
  expect(await keepsForSender()).toBe(false)
})

test('a kept ticket is found, until it is gone', async () => {
  const kept = createKeptTicket()
  await kept.write(makeTicket(cryptoRandom))
  expect(await keepsForSender()).toBe(true)
  await kept.write(null)
  expect(await keepsForSender()).toBe(false)
})

test('a download is found by its link alone', async () => {
  const [lease, other] = [someLease('B', 100), someLease('C', 100)]
  await (await openLeaseStore()).change(lease.locator, () => lease)
  expect(await keepsLease(lease.locator)).toBe(true)
  expect(await keepsLease(other.locator)).toBe(false)
})

test('whoever opens the database while somebody looks is not disturbed', async () => {
  const looking = keepsForSender()
  await createSenderStore().putUpload(someUpload())
  expect(await looking).toBe(false)
  expect(await keepsForSender()).toBe(true)
})

const refusing = {
  open: () => {
    throw new DOMException('no', 'SecurityError')
  },
}
test.each([
  ['refuses', refusing],
  ['has no databases', undefined],
])('a browser that %s keeps nothing', async (_, indexedDB) => {
  vi.stubGlobal('indexedDB', indexedDB)
  expect(await keepsForSender()).toBe(false)
})
