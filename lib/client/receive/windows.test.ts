import { expect, test } from 'vitest'
import { measurePayload, parsePartNumber, sealedRange } from '../../format/geometry.ts'
import type { ReadGrant } from '../../wire/drops.ts'
import type { PartsGrant } from '../../wire/links.ts'
import { partSequence } from './part-sequence.ts'
import { Windows } from './windows.ts'

const PARTS = 6
const geometry = measurePayload({ log2Chunk: 10, chunksPerPart: 4 }, PARTS * 4096)
const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(PARTS) }

/** Grants windows of two parts, and notes what is granted, fetched and closed. */
function begin(change: (grant: PartsGrant) => PartsGrant = (grant) => grant) {
  const calls: string[] = []
  const grantFrom = (first: number): Promise<PartsGrant> => {
    calls.push(`grant ${first}`)
    const [from, to] = [first, first + 1].map((part) => sealedRange(geometry, parsePartNumber(part)))
    if (from === undefined || to === undefined) throw new Error('no range')
    const range = { offset: from.offset, length: to.offset + to.length - from.offset }
    return Promise.resolve(change({ url: 'x', headers: {}, firstPart: first, lastPart: first + 1, ...range }))
  }
  async function* fetchRange({ offset }: ReadGrant) {
    calls.push(`fetch ${offset / geometry.sealedPartBytes + 1}`)
    try {
      yield await Promise.resolve(new Uint8Array([1]))
      yield new Uint8Array([2])
    } finally {
      calls.push('over')
    }
  }
  const { signal } = new AbortController()
  const windows = new Windows({ grantFrom, fetchRange }, geometry, partSequence(geometry, [run]), signal)
  return { windows, calls }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

test('what was expected is granted once, and what was begun is fetched before it is opened, piece by piece', async () => {
  const { windows, calls } = begin()
  windows.expect(2)
  windows.expect(2)
  await settle()
  expect(calls).toEqual(['grant 3'])
  windows.begin()
  windows.begin()
  await settle()
  expect(calls).toEqual(['grant 3', 'fetch 3'])
  const { lastPart, pieces } = await windows.open(2)
  expect(lastPart).toBe(4)
  const read = [await pieces.next(), await pieces.next(), await pieces.next()]
  expect(read.map(({ value }) => value?.[0])).toEqual([1, 2, undefined])
  expect(calls).toEqual(['grant 3', 'fetch 3', 'over'])
})

test('nothing is begun that was not expected, and another window than the expected one is granted itself', async () => {
  const { windows, calls } = begin()
  windows.begin()
  windows.expect(2)
  windows.begin()
  await settle()
  await windows.open(4)
  await settle()
  expect(calls.slice(0, 3)).toEqual(['grant 3', 'fetch 3', 'grant 5'])
  expect(calls.slice(3).toSorted()).toEqual(['fetch 5', 'over'])
})

test('what was begun and is not wanted any more is let go', async () => {
  const { windows, calls } = begin()
  windows.expect(0)
  windows.begin()
  await settle()
  windows.close()
  await settle()
  expect(calls).toEqual(['grant 1', 'fetch 1', 'over'])
})

test.each<[string, (grant: PartsGrant) => PartsGrant]>([
  ['other parts', (grant) => ({ ...grant, firstPart: 2 })],
  ['more parts than there are', (grant) => ({ ...grant, lastPart: PARTS + 1 })],
  ['another place', (grant) => ({ ...grant, offset: grant.offset + 1 })],
  ['another length', (grant) => ({ ...grant, length: grant.length - 1 })],
])('a grant of %s is refused, ahead of its turn as in it, and not fetched', async (_, change) => {
  const { windows, calls } = begin(change)
  await expect(windows.open(0)).rejects.toMatchObject({ code: 'unavailable' })
  windows.expect(0)
  windows.begin()
  await expect(windows.open(0)).rejects.toMatchObject({ code: 'unavailable' })
  expect(calls).toEqual(['grant 1', 'grant 1'])
})
