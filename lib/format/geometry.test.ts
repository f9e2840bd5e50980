import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  chooseHeader,
  firstChunk,
  measurePayload,
  paddedLength,
  padme,
  parseChunkIndex,
  parsePartNumber,
  parseSealedLength,
  partOfChunk,
  plainRange,
  sealedRange,
} from './geometry.ts'
import { DEFAULT_HEADER } from './header.ts'

const SMALL = { log2Chunk: 8, chunksPerPart: 4 }
const refused = (code: string): unknown => expect.objectContaining({ code })

test.each([
  // length, chunks, parts, sealed
  [0, 1, 1, 16],
  [1, 1, 1, 17],
  [255, 1, 1, 271],
  [256, 1, 1, 272],
  [257, 2, 1, 289],
  [1023, 4, 1, 1087],
  [1024, 4, 1, 1088],
  [1025, 5, 2, 1105],
  [2048, 8, 2, 2176],
  [2049, 9, 3, 2193],
])(
  '%i bytes in 256-byte chunks, 4 a part: %i chunks, %i parts, %i bytes stored',
  (length, chunks, parts, sealedLength) => {
    expect(measurePayload(SMALL, length)).toEqual({
      header: SMALL,
      length,
      chunkBytes: 256,
      partBytes: 1024,
      sealedPartBytes: 1088,
      chunks,
      parts,
      sealedLength,
    })
  },
)

test('parts tile payload and storage without gap or overlap', () => {
  for (let length = 0; length <= 4100; length += 1) {
    const geometry = measurePayload(SMALL, length)
    let [plain, sealed] = [0, 0]
    for (let number = 1; number <= geometry.parts; number += 1) {
      const part = parsePartNumber(number)
      expect(plainRange(geometry, part).offset).toBe(plain)
      expect(sealedRange(geometry, part).offset).toBe(sealed)
      plain += plainRange(geometry, part).length
      sealed += sealedRange(geometry, part).length
    }
    expect([plain, sealed]).toEqual([length, geometry.sealedLength])
  }
})

test('a stored length is valid if and only if some payload has it', () => {
  const possible = new Map(
    Array.from({ length: 5001 }, (_, length) => [measurePayload(SMALL, length).sealedLength, length]),
  )
  for (let stored = 0; stored <= 5000; stored += 1) {
    const length = possible.get(stored)
    if (length === undefined)
      expect(() => parseSealedLength(SMALL, stored), `${stored}`).toThrow(refused('payload-truncated'))
    else expect(parseSealedLength(SMALL, stored)).toEqual(measurePayload(SMALL, length))
  }
})

test.each([-1, 0, 15, 16.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])(
  'a stored length of %d is refused',
  (stored) => {
    expect(() => parseSealedLength(DEFAULT_HEADER, stored)).toThrow(refused('payload-truncated'))
  },
)

test.each([-1, 0.5, Number.NaN, 2 ** 53])('a payload of %d bytes is refused', (length) => {
  expect(() => measurePayload(DEFAULT_HEADER, length)).toThrow(refused('manifest-invalid'))
})

test('10,000 parts and not one more', () => {
  expect(measurePayload(DEFAULT_HEADER, 2 ** 24 * 10_000).parts).toBe(10_000)
  expect(() => measurePayload(DEFAULT_HEADER, 2 ** 24 * 10_000 + 1)).toThrow(refused('too-large'))
})

describe('part numbers and chunk indices', () => {
  test.each([0, -1, 1.5, 10_001, Number.NaN])('no part %d', (value) => {
    expect(() => parsePartNumber(value)).toThrow('no part')
  })
  test.each([-1, 0.5, 163_840_000, Number.NaN])('no chunk %d', (value) => {
    expect(() => parseChunkIndex(value)).toThrow('no chunk')
  })
  test('a part the payload has not has no range', () => {
    const geometry = measurePayload(SMALL, 1024)
    expect(() => plainRange(geometry, parsePartNumber(2))).toThrow('no part 2 among 1')
    expect(() => sealedRange(geometry, parsePartNumber(2))).toThrow('no part 2 among 1')
  })
  test.each([
    [0, 1, 0],
    [3, 1, 0],
    [4, 2, 4],
    [7, 2, 4],
    [8, 3, 8],
  ])('chunk %i is in part %i, which begins with %i', (index, part, first) => {
    expect(partOfChunk(SMALL, parseChunkIndex(index))).toBe(part)
    expect(firstChunk(SMALL, parsePartNumber(part))).toBe(first)
  })
})

describe('padding', () => {
  test.each([
    [0, 65_536],
    [1, 65_536],
    [65_536, 65_536],
    [65_537, 67_584],
    [67_584, 67_584],
    [67_585, 69_632],
    [1_000_000, 1_015_808],
    [2 ** 30, 2 ** 30],
    [2 ** 30 + 1, 1_107_296_256],
    [2 ** 47 - 1, 2 ** 47],
  ])('%i bytes become %i', (length, padded) => {
    expect(paddedLength(length)).toBe(padded)
  })
  test('is never shorter, never 3.2 % more, the same for what it made, and never falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 65_536, max: 2 ** 47 }), (length) => {
        const padded = paddedLength(length)
        expect(padded).toBeGreaterThanOrEqual(length)
        expect(padded).toBeLessThan(length * 1.032)
        expect(paddedLength(padded)).toBe(padded)
        expect(paddedLength(length + 1)).toBeGreaterThanOrEqual(padded)
      }),
    )
  })
  test.each([
    [0, 1024, 1024],
    [1024, 1024, 1024],
    [1025, 1024, 1088],
    [9, 4, 10],
  ])('padme(%i) with a floor of %i is %i', (length, floor, padded) => {
    expect(padme(length, floor)).toBe(padded)
  })
})

test.each([
  [0, 64],
  [2 ** 37, 64],
  [2 ** 24 * 10_000 + 1, 128],
  [2 ** 40, 512],
])('a drop of %i bytes gets %i chunks in a part', (length, chunksPerPart) => {
  const header = chooseHeader(length)
  expect(header).toEqual({ log2Chunk: 18, chunksPerPart })
  expect(measurePayload(header, paddedLength(length)).parts).toBeLessThanOrEqual(10_000)
})

test.each([2 ** 46, Number.POSITIVE_INFINITY, Number.NaN])('a drop of %d bytes is too large for any', (length) => {
  expect(() => chooseHeader(length)).toThrow(refused('too-large'))
})
