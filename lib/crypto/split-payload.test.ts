import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, concatBytes } from '../format/bytes.ts'
import { measurePayload, paddedLength } from '../format/geometry.ts'
import { DEFAULT_HEADER } from '../format/header.ts'
import type { Manifest } from '../format/manifest.ts'
import { cryptoRandom } from './random-source.ts'
import { gatherAll, inPairs, piecesOf, wholeCut } from './small-drop.fixture.ts'
import { splitPayload } from './split-payload.ts'
import { expectRefusal } from './vectors.fixture.ts'

function manifestOf(sizes: readonly number[]): Manifest {
  const length = sizes.reduce((sum, size) => sum + size, 0)
  const files = sizes.map((size, index) => ({ path: `${index}`, size, type: '', mtime: null }))
  return { kind: 'files', length, paddedLength: paddedLength(length), files, partSalts: [] }
}

function splitAll(manifest: Manifest, payload: Bytes, pieceSize: number) {
  const geometry = measurePayload(DEFAULT_HEADER, manifest.paddedLength)
  return splitPayload(geometry, wholeCut(manifest, geometry), inPairs(piecesOf(payload, pieceSize)))
}

async function split(manifest: Manifest, payload: Bytes, pieceSize: number): Promise<Bytes[]> {
  const entries: Bytes[] = []
  for await (const { bytes } of splitAll(manifest, payload, pieceSize))
    entries.push(concatBytes(...(await gatherAll(bytes))))
  return entries
}

const padded = (manifest: Manifest, content: Bytes): Bytes =>
  concatBytes(content, new Uint8Array(manifest.paddedLength - content.length))

test.each([[[0]], [[1]], [[0, 0, 0]], [[5, 0, 7]], [[65_536]], [[65_535, 1]], [[65_536, 1]], [[100, 70_000, 0, 3]]])(
  'entries of %j bytes come out',
  async (sizes) => {
    const manifest = manifestOf(sizes)
    const content = cryptoRandom(Math.min(manifest.length, 65_536))
    const whole = concatBytes(content, new Uint8Array(manifest.length - content.length))
    for (const pieceSize of [7, 4096, 1 << 20])
      expect(concatBytes(...(await split(manifest, padded(manifest, whole), pieceSize)))).toEqual(whole)
  },
)

test('any sizes and any pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(400), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 5000 }),
      async (sizes, pieceSize) => {
        const manifest = manifestOf(sizes)
        const content = cryptoRandom(manifest.length)
        const entries = await split(manifest, padded(manifest, content), pieceSize)
        expect(entries.map((entry) => entry.length)).toEqual(sizes)
        expect(concatBytes(...entries)).toEqual(content)
      },
    ),
    { numRuns: 30 },
  )
})

describe('refused', () => {
  const manifest = manifestOf([10, 20])
  const payload = padded(manifest, cryptoRandom(30))

  test('padding with any byte that is not zero', async () => {
    for (const at of [30, 31, 4096, 65_535]) {
      const bytes = payload.slice()
      bytes[at] = 1
      await expectRefusal(() => split(manifest, bytes, 1000), 'payload-tampered')
    }
  })

  test('a payload that ends early, in content or padding', async () => {
    for (const length of [0, 9, 10, 29, 30, 31, 65_535])
      await expectRefusal(() => split(manifest, payload.subarray(0, length), 1000), 'payload-truncated')
  })

  test('a payload that goes on', async () => {
    for (const pieceSize of [1000, 65_536, 1 << 20])
      await expectRefusal(() => split(manifest, concatBytes(payload, new Uint8Array(1)), pieceSize), 'payload-too-long')
  })

  test('going on to the next entry before the end of one', async () => {
    const entries = splitAll(manifest, payload, 5)
    await entries.next()
    await expect(entries.next()).rejects.toThrow('left before its end')
  })
})
