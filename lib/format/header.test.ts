import { expect, test } from 'vitest'
import { concatBytes } from './bytes.ts'
import { DEFAULT_HEADER, encodeHeader, parseHeader } from './header.ts'

const invalid: unknown = expect.objectContaining({ code: 'header-invalid' })

test('every allowed geometry comes back, also from the middle of a buffer', () => {
  for (let log2Chunk = 8; log2Chunk <= 20; log2Chunk += 1)
    for (let chunksPerPart = 1; chunksPerPart <= 16_384; chunksPerPart *= 2) {
      const bytes = encodeHeader({ log2Chunk, chunksPerPart })
      expect(bytes.length).toBe(16)
      expect(parseHeader(bytes)).toEqual({ log2Chunk, chunksPerPart })
      expect(parseHeader(concatBytes(new Uint8Array(3), bytes).subarray(3))).toEqual({ log2Chunk, chunksPerPart })
    }
})

test.each([
  [7, 64],
  [21, 64],
  [18.5, 64],
  [Number.NaN, 64],
  [18, 0],
  [18, 0.5],
  [18, 3],
  [18, 32_768],
  [18, -1],
  [18, Number.NaN],
  [18, Number.POSITIVE_INFINITY],
])('log2Chunk %d with %d chunks in a part is not written', (log2Chunk, chunksPerPart) => {
  expect(() => encodeHeader({ log2Chunk, chunksPerPart })).toThrow(invalid)
})

test('every single bit counts: turned, it is refused or another geometry', () => {
  const good = encodeHeader(DEFAULT_HEADER)
  for (let bit = 0; bit < 128; bit += 1) {
    const bytes = good.slice()
    bytes[bit >> 3] = bytes[bit >> 3]! ^ (0x80 >> (bit & 7))
    const geometry = bit >> 3 === 10 || bit >> 3 >= 12
    if (!geometry) expect(() => parseHeader(bytes), `bit ${bit}`).toThrow(invalid)
    else if (canParse(bytes)) expect(parseHeader(bytes)).not.toEqual(DEFAULT_HEADER)
  }
})

function canParse(bytes: Uint8Array): boolean {
  try {
    parseHeader(bytes)
    return true
  } catch (error) {
    expect(error).toEqual(invalid)
    return false
  }
}
