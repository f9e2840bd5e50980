import { IDBFactory } from 'fake-indexeddb'
import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import { someLease, testLeaseStore } from '../../ports/lease-store.contract.ts'
import { openLeaseStore } from './lease-store.ts'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
})

testLeaseStore(openLeaseStore)

test('another page of the same browser finds the lease', async () => {
  const lease = someLease('H', 100)
  await (await openLeaseStore()).change(lease.locator, () => lease)
  expect(await (await openLeaseStore()).running(99)).toEqual([lease])
})

test('a browser that keeps nothing says so', async () => {
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('no', 'SecurityError')
    },
  })
  await expect(openLeaseStore()).rejects.toMatchObject({ code: 'save-failed' })
})

test.each([
  ['no token', { token: 5 }],
  ['a strange selection', { unfinished: 'some' }],
  ['a file that is no number', { taken: ['0'] }],
  ['a time that is none', { lapsesAt: 'never' }],
])('a record with %s is no lease', async (_, wrong) => {
  const lease = someLease('I', 100)
  const store = await openLeaseStore()
  await store.change(lease.locator, () => ({ ...lease, ...wrong }) as typeof lease)
  expect(await store.change(lease.locator, (kept) => kept)).toBeNull()
  await store.change(lease.locator, () => ({ ...lease, ...wrong }) as typeof lease)
  expect(await store.running(1)).toEqual([])
})
