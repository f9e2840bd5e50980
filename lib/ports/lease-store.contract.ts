import { expect, test } from 'vitest'
import { leaseId, locator } from '../wire/fields.ts'
import type { KeptLease, LeaseStore } from './lease-store.ts'

const text = (letter: string) => letter.repeat(21) + 'A'

/** A lease of a test. */
export function someLease(letter: string, lapsesAt: number): KeptLease {
  return {
    locator: locator.parse(text(letter)),
    id: leaseId.parse(text(letter.toLowerCase())),
    token: 'A'.repeat(43),
    lapsesAt,
    taken: [],
    unfinished: null,
  }
}

/** What every lease store does. */
export function testLeaseStore(open: () => Promise<LeaseStore>): void {
  test('a lease is kept by its link, and forgotten', async () => {
    const store = await open()
    const lease = { ...someLease('B', 100), taken: [0, 3], unfinished: [1, 2] }
    expect(await store.change(lease.locator, (kept) => kept)).toBeNull()
    expect(await store.change(lease.locator, () => lease)).toEqual(lease)
    expect(await store.change(lease.locator, (kept) => kept)).toEqual(lease)
    expect(await store.change(someLease('C', 1).locator, (kept) => kept)).toBeNull()
    expect(await store.change(lease.locator, () => null)).toBeNull()
    expect(await store.change(lease.locator, (kept) => kept)).toBeNull()
  })

  test('of a hundred that begin at once, one is kept, and all find it', async () => {
    const store = await open()
    const letters = Array.from({ length: 100 }, (_, at) => String.fromCharCode(97 + (at % 26)))
    const own = letters.map((letter) => ({ ...someLease('D', 100), id: someLease(letter, 1).id }))
    const found = await Promise.all(own.map((lease) => store.change(lease.locator, (kept) => kept ?? lease)))
    expect(new Set(found.map((lease) => lease?.id)).size).toBe(1)
  })

  test('changes of one lease do not overwrite each other', async () => {
    const store = await open()
    const lease = someLease('E', 100)
    await store.change(lease.locator, () => lease)
    const add = (index: number) =>
      store.change(lease.locator, (kept) => kept && { ...kept, taken: [...kept.taken, index] })
    await Promise.all(Array.from({ length: 20 }, (_, index) => add(index)))
    const kept = await store.change(lease.locator, (found) => found)
    expect(kept?.taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  test.each([
    [99, true],
    [100, false],
    [101, false],
  ])('a lease that lapses at 100 runs at %i: %s', async (now, runs) => {
    const store = await open()
    const [lease, longer] = [someLease('F', 100), someLease('G', 1000)]
    await store.change(lease.locator, () => lease)
    await store.change(longer.locator, () => longer)
    const running = (await store.running(now)).map(({ id }) => id)
    expect(running.toSorted()).toEqual([...(runs ? [lease.id] : []), longer.id])
    expect(await store.change(lease.locator, (kept) => kept)).toEqual(runs ? lease : null)
    await store.change(lease.locator, () => null)
    await store.change(longer.locator, () => null)
  })
}
