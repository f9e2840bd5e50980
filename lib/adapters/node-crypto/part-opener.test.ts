import { expect, test } from 'vitest'
import { ContentKey } from '../../crypto/content-key.ts'
import { openParts } from '../../crypto/open-payload.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { gather, gatherAll, piecesOf, SMALL, sealAll } from '../../crypto/small-drop.fixture.ts'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { measurePayload, parsePartNumber } from '../../format/geometry.ts'
import { nodePartOpener } from './part-opener.ts'

const LENGTH = 4 * 256 + 77
const { sealedLength } = measurePayload(SMALL, LENGTH)
const key = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)

async function open(sealed: Bytes, salts: readonly Bytes[], length = LENGTH, pieceBytes = 300) {
  const geometry = measurePayload(SMALL, length)
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }
  const out: Bytes[] = []
  let failure: unknown = null
  try {
    const pieces = piecesOf(sealed, pieceBytes)
    for await (const some of openParts(key, geometry, salts, run, pieces, nodePartOpener)) out.push(...some)
  } catch (error) {
    failure = error
  }
  return { out: concatBytes(...out), failure }
}

test.each([0, 1, 255, 256, 257, 1023, 1024, 1025, 3000])('%i bytes open as WebCrypto opens them', async (length) => {
  const plaintext = cryptoRandom(length)
  const { sealed, salts } = await sealAll(key, plaintext)
  expect(await open(sealed, salts, length)).toEqual({ out: plaintext, failure: null })
})

test('chunks of a part that came together come out together', async () => {
  const { sealed, salts } = await sealAll(key, cryptoRandom(LENGTH))
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(2) }
  const together = async (pieceBytes: number) => {
    const pieces = piecesOf(sealed, pieceBytes)
    const source = openParts(key, measurePayload(SMALL, LENGTH), salts, run, pieces, nodePartOpener)
    return (await gather(source)).map((some) => some.length)
  }
  expect(await together(sealed.length)).toEqual([4, 1])
  expect(await together(600)).toEqual([2, 2, 1])
  expect(await together(272)).toEqual([1, 1, 1, 1, 1])
})

test.each([300, sealedLength])(
  'any bit turned, in pieces of %i bytes, lets out all chunks before it and nothing of its own or after it',
  async (pieceBytes) => {
    const plaintext = cryptoRandom(LENGTH)
    const { sealed, salts } = await sealAll(key, plaintext)
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const bytes = sealed.slice()
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7))
      const { out, failure } = await open(bytes, salts, LENGTH, pieceBytes)
      expect(failure).toMatchObject({ code: 'payload-tampered' })
      expect(out).toEqual(plaintext.slice(0, Math.floor((bit >> 3) / 272) * 256))
    }
  },
)

test('chunks that changed places, and a payload that ends early, are refused', async () => {
  const { chunks, sealed, salts } = await sealAll(key, cryptoRandom(LENGTH))
  const [first, second, ...others] = chunks
  const swapped = concatBytes(...[second, first, ...others].filter((chunk) => chunk !== undefined))
  expect((await open(swapped, salts)).failure).toMatchObject({ code: 'payload-tampered' })
  expect((await open(sealed.slice(0, -1), salts)).failure).toMatchObject({ code: 'payload-truncated' })
  expect((await open(sealed.slice(0, 4 * 272), salts, 4 * 256)).failure).toMatchObject({ code: 'payload-tampered' })
})

test('the source may reuse its buffer for the next piece', async () => {
  const plaintext = cryptoRandom(LENGTH)
  const { sealed, salts } = await sealAll(key, plaintext)
  const buffer = new Uint8Array(300)
  async function* reused() {
    for (let at = 0; at < sealed.length; at += buffer.length) {
      const piece = await Promise.resolve(sealed.subarray(at, at + buffer.length))
      buffer.set(piece)
      yield buffer.subarray(0, piece.length)
      buffer.fill(0)
    }
  }
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(2) }
  const geometry = measurePayload(SMALL, LENGTH)
  for (const openPart of [nodePartOpener, undefined])
    expect(concatBytes(...(await gatherAll(openParts(key, geometry, salts, run, reused(), openPart))))).toEqual(
      plaintext,
    )
})
