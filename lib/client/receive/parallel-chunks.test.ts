import { describe, expect, test } from 'vitest'
import { ContentKey } from '../../crypto/content-key.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { sealPart } from '../../crypto/seal-part.ts'
import { gatherAll } from '../../crypto/small-drop.fixture.ts'
import { type Bytes, concatBytes, totalBytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import { measurePayload, parsePartNumber, sealedRange } from '../../format/geometry.ts'
import type { ReadGrant } from '../../wire/drops.ts'
import type { PartsGrant } from '../../wire/links.ts'
import { createPatience } from '../patience.ts'
import { readInParallel } from './parallel-chunks.ts'
import { quick } from './receiving.fixture.ts'

const HEADER = { log2Chunk: 10, chunksPerPart: 4 }
const PART = 4096

async function sealed(parts: number) {
  const plain = cryptoRandom(parts * PART - 100)
  const geometry = measurePayload(HEADER, plain.length)
  const payloadKey = await ContentKey.generate(cryptoRandom).payloadKey(HEADER)
  const [stored, partSalts]: [Bytes[], Bytes[]] = [[], []]
  for (let number = 1; number <= parts; number += 1) {
    const place = { number: parsePartNumber(number), final: number === parts }
    const { salt, chunks } = await sealPart(
      payloadKey,
      place,
      plain.subarray((number - 1) * PART, number * PART),
      cryptoRandom,
    )
    stored.push(...chunks)
    partSalts.push(salt)
  }
  const run = { firstPart: parsePartNumber(1, parts), lastPart: parsePartNumber(parts, parts) }
  const job = { payloadKey, geometry, partSalts, runs: [run], grant: null }
  return { plain, geometry, job, storage: concatBytes(...stored) }
}

/** Storage that counts what is in flight, and answers with the last range first. */
function storageOf(storage: Bytes, geometry: Awaited<ReturnType<typeof sealed>>['geometry']) {
  let open = 0
  const seen = { most: 0, ranges: [] as string[] }
  const grantFrom = (first: number, parts: number): Promise<PartsGrant> => {
    const last = first + parts - 1
    const [from, to] = [sealedRange(geometry, parsePartNumber(first)), sealedRange(geometry, parsePartNumber(last))]
    seen.ranges.push(`${first}-${last}`)
    const { offset } = from
    return Promise.resolve({
      url: 'x',
      headers: {},
      until: 0,
      firstPart: first,
      lastPart: last,
      offset,
      length: to.offset + to.length - offset,
    })
  }
  async function* fetchRange({ offset, length }: ReadGrant) {
    open += 1
    seen.most = Math.max(seen.most, open)
    try {
      await new Promise((resolve) => setTimeout(resolve, 5 - Math.min(4, offset / 8192)))
      yield storage.slice(offset, offset + length)
    } finally {
      open -= 1
    }
  }
  return { seen, grantFrom, fetchRange, stillOpen: () => open }
}

/** One range after another. */
const pace = { atOnce: 1, came: () => {} }

const readAll = async (source: AsyncIterable<readonly Bytes[]>) => concatBytes(...(await gatherAll(source)))

const signal = new AbortController().signal
const patience = createPatience(quick, () => {})

describe.each([1, 2, 3, 7, 16])('%i parts', (parts) => {
  test.each([
    [1, 0, 1],
    [1, 1, 2],
    [2, 1, 2],
    [3, 8, 2],
    [100, 8, 1],
  ])('in ranges of %i, the next one %i ahead, come in order, at most %i in flight', async (step, ahead, most) => {
    const { plain, geometry, job, storage } = await sealed(parts)
    const { seen, grantFrom, fetchRange } = storageOf(storage, geometry)
    const lanes = { pace, rangeBytes: step * PART, aheadBytes: ahead * PART, holdBytes: 2 * PART }
    expect(await readAll(readInParallel({ fetchRange, patience, grantFrom }, job, lanes, signal))).toEqual(plain)
    const ranges = Math.ceil(parts / step)
    expect(seen.most).toBeLessThanOrEqual(most)
    expect(seen.ranges).toHaveLength(ranges)
  })

  test('the grant that came with the claim is the first range', async () => {
    const { plain, geometry, job, storage } = await sealed(parts)
    const { seen, grantFrom, fetchRange } = storageOf(storage, geometry)
    const grant = await grantFrom(1, Math.min(2, parts))
    const lanes = { pace, rangeBytes: 2 * PART, aheadBytes: PART, holdBytes: PART }
    const source = readInParallel({ fetchRange, patience, grantFrom }, { ...job, grant }, lanes, signal)
    expect(await readAll(source)).toEqual(plain)
    expect(new Set(seen.ranges).size).toBe(seen.ranges.length)
  })
})

test('the next range waits until no more is left of the current one than was said', async () => {
  const { geometry, job, storage } = await sealed(8)
  const { seen, grantFrom, fetchRange } = storageOf(storage, geometry)
  const lanes = { pace, rangeBytes: 4 * PART, aheadBytes: PART, holdBytes: PART }
  let taken = 0
  for await (const chunks of readInParallel({ fetchRange, patience, grantFrom }, job, lanes, signal)) {
    taken += totalBytes(chunks)
    expect(seen.ranges).toHaveLength(taken < 3 * PART ? 1 : 2)
  }
})

test.each([2, 4])('%i come at the same time, a part each, and one more is held at the most', async (atOnce) => {
  const { plain, geometry, job, storage } = await sealed(16)
  const { seen, grantFrom, fetchRange } = storageOf(storage, geometry)
  const lanes = { pace: { ...pace, atOnce }, rangeBytes: 8 * PART, aheadBytes: PART, holdBytes: 0 }
  const source = readInParallel({ fetchRange, patience, grantFrom }, job, lanes, signal)
  const first = await source.next()
  await new Promise((resolve) => setTimeout(resolve, 50))
  // Of the first one nobody takes more.
  expect(seen.ranges.length).toBeLessThanOrEqual(atOnce + 1)
  expect(concatBytes(...(first.done === true ? [] : first.value), await readAll(source))).toEqual(plain)
  expect(seen.most).toBe(atOnce)
  expect(seen.ranges).toEqual(Array.from({ length: 16 }, (_, at) => `${at + 1}-${at + 1}`))
})

test('it changes in the middle, and what comes is told, with how many come', async () => {
  const { plain, geometry, job, storage } = await sealed(12)
  const { seen, grantFrom, fetchRange } = storageOf(storage, geometry)
  let [bytes, most] = [0, 0]
  const changing = {
    get atOnce() {
      return bytes < PART || bytes > 6 * PART ? 1 : 2
    },
    came: (more: number, coming: number) => {
      bytes += more
      most = Math.max(most, coming)
    },
  }
  const lanes = { pace: changing, rangeBytes: 2 * PART, aheadBytes: 0, holdBytes: 0 }
  const source = readInParallel({ fetchRange, patience, grantFrom }, job, lanes, signal)
  expect(await readAll(source)).toEqual(plain)
  expect([bytes, most]).toEqual([plain.length, 2])
  expect(seen.ranges.slice(0, 2)).toEqual(['1-2', '3-3'])
  const isOfTwo = (range: string) => !/^(\d+)-\1$/.test(range)
  expect(seen.ranges.slice(2).filter(isOfTwo)).not.toEqual([])
})

test.each([1, 4])('with %i at the same time, what fails ahead of its turn fails in its turn', async (atOnce) => {
  const { geometry, job, storage } = await sealed(8)
  const { grantFrom, fetchRange, stillOpen } = storageOf(storage, geometry)
  const failing = (first: number, parts: number) =>
    first > 3 ? Promise.reject(new DropError('lease-ended')) : grantFrom(first, parts)
  const lanes = { pace: { ...pace, atOnce }, rangeBytes: PART, aheadBytes: PART, holdBytes: PART }
  let taken = 0
  const read = async () => {
    for await (const chunks of readInParallel({ fetchRange, patience, grantFrom: failing }, job, lanes, signal))
      taken += totalBytes(chunks)
  }
  await expect(read()).rejects.toMatchObject({ code: 'lease-ended' })
  expect([taken, stillOpen()]).toEqual([3 * PART, 0])
})

test.each([1, 4])(
  'with %i at the same time, what was tampered with in a later range ends it there, and not before',
  async (atOnce) => {
    const { geometry, job, storage } = await sealed(8)
    storage[6 * (PART + 64) + 10] = (storage[6 * (PART + 64) + 10] ?? 0) ^ 1
    const { grantFrom, fetchRange, stillOpen } = storageOf(storage, geometry)
    const lanes = { pace: { ...pace, atOnce }, rangeBytes: PART, aheadBytes: PART, holdBytes: PART }
    let taken = 0
    const read = async () => {
      for await (const chunks of readInParallel({ fetchRange, patience, grantFrom }, job, lanes, signal))
        taken += totalBytes(chunks)
    }
    await expect(read()).rejects.toMatchObject({ code: 'payload-tampered' })
    expect(taken).toBe(6 * PART)
    expect(stillOpen()).toBe(0)
  },
)

test.each([1, 4])('with %i at the same time, who stops early leaves nothing in flight', async (atOnce) => {
  const { geometry, job, storage } = await sealed(8)
  const { grantFrom, fetchRange, stillOpen } = storageOf(storage, geometry)
  const lanes = { pace: { ...pace, atOnce }, rangeBytes: PART, aheadBytes: PART, holdBytes: 1024 }
  for await (const chunks of readInParallel({ fetchRange, patience, grantFrom }, job, lanes, signal))
    if (chunks.length > 0) break
  expect(stillOpen()).toBe(0)
})

test('a failure that passes costs nothing', async () => {
  const { plain, geometry, job, storage } = await sealed(6)
  const { grantFrom, fetchRange } = storageOf(storage, geometry)
  let failures = 0
  const failing = (first: number, parts: number) => {
    failures += 1
    return failures % 2 === 1 ? Promise.reject(new DropError('network')) : grantFrom(first, parts)
  }
  const lanes = { pace, rangeBytes: PART, aheadBytes: PART, holdBytes: PART }
  expect(await readAll(readInParallel({ fetchRange, patience, grantFrom: failing }, job, lanes, signal))).toEqual(plain)
})

test('runs are cut into ranges that neither touch the gap between them nor end beyond', async () => {
  const { geometry, job, storage } = await sealed(16)
  const { seen, grantFrom, fetchRange } = storageOf(storage, geometry)
  const runs = [
    { firstPart: parsePartNumber(1), lastPart: parsePartNumber(5) },
    { firstPart: parsePartNumber(9), lastPart: parsePartNumber(9) },
  ]
  const lanes = { pace, rangeBytes: 2 * PART, aheadBytes: 0, holdBytes: PART }
  await readAll(readInParallel({ fetchRange, patience, grantFrom }, { ...job, runs }, lanes, signal))
  expect(seen.ranges).toEqual(['1-2', '3-4', '5-5', '9-9'])
})
