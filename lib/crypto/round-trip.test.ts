import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes } from '../format/bytes.ts'
import { measurePayload, parseChunkIndex, parsePartNumber, sealedRange } from '../format/geometry.ts'
import { ContentKey } from './content-key.ts'
import { openChunk, openPart, openParts } from './open-payload.ts'
import { cryptoRandom } from './random-source.ts'
import { sealPart } from './seal-part.ts'
import { gatherAll, openAll, piecesOf, SMALL, sealAll } from './small-drop.fixture.ts'

const newKey = () => ContentKey.generate(cryptoRandom).payloadKey(SMALL)

test.each([0, 1, 255, 256, 257, 1023, 1024, 1025, 2048, 5000])(
  'a payload of %i bytes comes back, fed whole, byte by byte and as a ReadableStream',
  async (length) => {
    const key = await newKey()
    const plaintext = cryptoRandom(length)
    const geometry = measurePayload(SMALL, length)
    const { sealed, salts } = await sealAll(key, plaintext)
    expect(sealed.length).toBe(geometry.sealedLength)
    expect(await openAll(key, length, salts, sealed)).toEqual(plaintext)
    expect(await openAll(key, length, salts, sealed, 1)).toEqual(plaintext)
    const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }
    const chunks = await gatherAll(openParts(key, geometry, salts, run, new Blob([sealed]).stream()))
    expect(concatBytes(...chunks)).toEqual(plaintext)
  },
)

test('any payload comes back from pieces of any size', async () => {
  const key = await newKey()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), fc.integer({ min: 1, max: 3000 }), async (bytes, size) => {
      const plaintext = new Uint8Array(bytes)
      const { sealed, salts } = await sealAll(key, plaintext)
      expect(await openAll(key, plaintext.length, salts, sealed, size)).toEqual(plaintext)
    }),
    { numRuns: 50 },
  )
})

test('every run of parts, every part and every chunk opens alone', async () => {
  const key = await newKey()
  const plaintext = cryptoRandom(3333)
  const geometry = measurePayload(SMALL, plaintext.length)
  const { sealed, chunks, salts } = await sealAll(key, plaintext)
  const slice = (part: number) => {
    const { offset, length } = sealedRange(geometry, parsePartNumber(part))
    return sealed.subarray(offset, offset + length)
  }
  for (let first = 1; first <= geometry.parts; first += 1) {
    const part = parsePartNumber(first)
    const alone = await openPart(key, geometry, part, salts[first - 1]!, slice(first))
    expect(concatBytes(...alone)).toEqual(plaintext.slice((first - 1) * 1024, first * 1024))
    for (let last = first; last <= geometry.parts; last += 1) {
      const run = { firstPart: part, lastPart: parsePartNumber(last) }
      const bytes = concatBytes(...Array.from({ length: last - first + 1 }, (_, at) => slice(first + at)))
      const opened = await gatherAll(openParts(key, geometry, salts, run, piecesOf(bytes, 100)))
      expect(concatBytes(...opened)).toEqual(plaintext.slice((first - 1) * 1024, last * 1024))
    }
  }
  for (const [index, chunk] of chunks.entries()) {
    const opened = await openChunk(key, geometry, parseChunkIndex(index), salts[Math.floor(index / 4)]!, chunk)
    expect(opened).toEqual(plaintext.slice(index * 256, (index + 1) * 256))
  }
})

test('a part sealed twice has another salt and shares no byte string with the first', async () => {
  const key = await newKey()
  const place = { number: parsePartNumber(1), final: true }
  const plaintext = new Uint8Array(600)
  const [one, two] = [
    await sealPart(key, place, plaintext, cryptoRandom),
    await sealPart(key, place, plaintext, cryptoRandom),
  ]
  expect(one.salt).not.toEqual(two.salt)
  for (const [index, chunk] of one.chunks.entries()) expect(chunk).not.toEqual(two.chunks[index])
})

test.each([
  [1, false, 1023],
  [1, false, 1025],
  [1, false, 0],
  [1, true, 1025],
  [2, true, 0],
  [2, true, 1025],
])('part %i (final: %s) is not sealed from %i bytes', async (number, final, length) => {
  const place = { number: parsePartNumber(number), final }
  await expect(sealPart(await newKey(), place, new Uint8Array(length), cryptoRandom)).rejects.toThrow(/bytes/)
})

test('a payload key can be cloned to a worker, and its key cannot be read out', async () => {
  const key = structuredClone(await newKey())
  const plaintext = cryptoRandom(10)
  const { sealed, salts } = await sealAll(key, plaintext)
  expect(await openAll(key, 10, salts, sealed)).toEqual(plaintext)
  expect(key.hkdf.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('raw', key.hkdf)).rejects.toThrow()
})
