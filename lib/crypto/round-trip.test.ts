import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bytes, concatBytes } from '../format/bytes.ts'
import { measurePayload, parsePartNumber } from '../format/geometry.ts'
import { ContentKey } from './content-key.ts'
import { openParts } from './open-payload.ts'
import type { PayloadKey } from './payload-key.ts'
import { cryptoRandom } from './random-source.ts'
import { sealPart } from './seal-part.ts'

/** 256-byte chunks, 4 a part: small enough to try everything. */
export const SMALL = { log2Chunk: 8, chunksPerPart: 4 }

/** Seals a whole payload in the small geometry. */
export async function sealAll(key: PayloadKey, plaintext: Bytes): Promise<{ sealed: Bytes; salts: Bytes[] }> {
  const geometry = measurePayload(SMALL, plaintext.length)
  const salts: Bytes[] = []
  const pieces: Bytes[] = []
  for (let number = 1; number <= geometry.parts; number += 1) {
    const bytes = plaintext.subarray((number - 1) * geometry.partBytes, number * geometry.partBytes)
    const part = await sealPart(
      key,
      { number: parsePartNumber(number), final: number === geometry.parts },
      bytes,
      cryptoRandom,
    )
    salts.push(part.salt)
    pieces.push(...part.chunks)
  }
  return { sealed: concatBytes(...pieces), salts }
}

async function* piecesOf(bytes: Bytes, size: number): AsyncGenerator<Bytes> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

export async function openAll(
  key: PayloadKey,
  length: number,
  salts: readonly Bytes[],
  sealed: Bytes,
  pieceSize = 1 << 20,
): Promise<Bytes> {
  const geometry = measurePayload(SMALL, length)
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }
  const out: Bytes[] = []
  for await (const chunk of openParts(key, geometry, salts, run, piecesOf(sealed, pieceSize))) out.push(chunk)
  return concatBytes(...out)
}

test.each([0, 1, 255, 256, 257, 1023, 1024, 1025, 2048, 5000])(
  'a payload of %i bytes comes back, fed whole and byte by byte',
  async (length) => {
    const key = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)
    const plaintext = cryptoRandom(length)
    const { sealed, salts } = await sealAll(key, plaintext)
    expect(sealed.length).toBe(measurePayload(SMALL, length).sealedLength)
    expect(await openAll(key, length, salts, sealed)).toEqual(plaintext)
    expect(await openAll(key, length, salts, sealed, 1)).toEqual(plaintext)
  },
)

test('any payload comes back from pieces of any size', async () => {
  const key = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), fc.integer({ min: 1, max: 3000 }), async (bytes, size) => {
      const plaintext = new Uint8Array(bytes)
      const { sealed, salts } = await sealAll(key, plaintext)
      expect(await openAll(key, plaintext.length, salts, sealed, size)).toEqual(plaintext)
    }),
    { numRuns: 50 },
  )
})
