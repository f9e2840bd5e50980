import { expect, test } from 'vitest'
import { ContentKey } from '../../crypto/content-key.ts'
import { openParts } from '../../crypto/open-payload.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { gatherAll, piecesOf, SMALL, sealAll } from '../../crypto/small-drop.fixture.ts'
import type { Bytes } from '../../format/bytes.ts'
import { measurePayload, parsePartNumber } from '../../format/geometry.ts'
import { TagCheck, TagKeeper } from './tag-check.ts'

// Five chunks of 256 bytes, four of them in the first part.
const LENGTH = 4 * 256 + 77
const plaintext = cryptoRandom(LENGTH)
const payloadKey = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)
const { sealed, salts: partSalts } = await sealAll(payloadKey, plaintext)
const geometry = measurePayload(SMALL, LENGTH)
const payload = { payloadKey, geometry, partSalts }

async function opened(): Promise<{ tags: TagKeeper; chunks: readonly Bytes[] }> {
  const tags = new TagKeeper()
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }
  const source = openParts(payloadKey, geometry, partSalts, run, piecesOf(sealed, 300), tags.openPart)
  return { tags, chunks: await gatherAll(source) }
}

/** A file's pieces as they are cut from opened chunks. */
function cut(chunks: readonly Bytes[], offset: number, size: number): Bytes[] {
  return chunks.flatMap((chunk, at) => {
    const piece = chunk.subarray(Math.max(0, offset - at * 256), Math.max(0, offset + size - at * 256))
    return piece.length > 0 ? [piece] : []
  })
}

async function again(place: { offset: number; size: number }, bytes: Bytes): Promise<string> {
  const check = new TagCheck(payload, place, new TagKeeper())
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(check.nextLength(), bytes.length - at)
    await check.addAgain(bytes.slice(at, at + length))
    at += length
  }
  return check.value()
}

test.each([
  [0, LENGTH],
  [0, 1],
  [0, 256],
  [1, 255],
  [255, 2],
  [100, 700],
  [256, 512],
  [512, LENGTH - 512],
  [1024, 77],
  [1030, 70],
])(
  'what is on the disk, from byte %i on and %i long, gives the same again, and no other byte does',
  async (offset, size) => {
    const { tags, chunks } = await opened()
    const check = new TagCheck(payload, { offset, size }, tags)
    for (const piece of cut(chunks, offset, size)) {
      expect(piece.length).toBe(check.nextLength())
      check.add(piece)
    }
    const bytes = plaintext.slice(offset, offset + size)
    expect(await again({ offset, size }, bytes)).toBe(check.value())
    for (let at = 0; at < size; at += 1) {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await again({ offset, size }, changed)).not.toBe(check.value())
    }
    expect(await again({ offset, size }, bytes.slice(0, -1))).not.toBe(check.value())
  },
)

test('a chunk that came from elsewhere is not taken for verified', async () => {
  const { tags } = await opened()
  const check = new TagCheck(payload, { offset: 0, size: 256 }, tags)
  expect(() => check.add(plaintext.slice(0, 256))).toThrow('without a tag')
})
