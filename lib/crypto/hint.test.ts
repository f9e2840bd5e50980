import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bytes, concatBytes } from '../format/bytes.ts'
import { SEALED_HINT_BYTES } from '../format/constants.ts'
import { openHint, sealHint } from './hint.ts'
import { deriveLinkKeys } from './link-keys.ts'
import { cryptoRandom } from './random-source.ts'
import { expectRefusal, fromBase64, fromHex, readVectors, toHex } from './vectors.fixture.ts'

interface Vector {
  readonly name: string
  readonly secret: string
  readonly linkSalt: string
  readonly locator: string
  readonly text: string
  readonly sealedBase64: string
}
const vectors = readVectors<{ valid: Vector[]; mustFail: (Omit<Vector, 'text'> & { error: string })[] }>('hint')
const linkOf = ({ secret, linkSalt }: Pick<Vector, 'secret' | 'linkSalt'>) => ({
  secret: fromHex(secret),
  salt: fromHex(linkSalt),
})
const newLink = () => ({ secret: cryptoRandom(16), salt: cryptoRandom(32) })

function turnBit(bytes: Bytes, bit: number): Bytes {
  const copy = bytes.slice()
  copy[bit >> 3] = copy[bit >> 3]! ^ (0x80 >> (bit & 7))
  return copy
}

describe('vectors', () => {
  test.each(vectors.valid)('$name', async (vector) => {
    const link = linkOf(vector)
    expect(await sealHint(link, vector.text)).toEqual(fromBase64(vector.sealedBase64))
    expect(await openHint(link, fromBase64(vector.sealedBase64))).toBe(vector.text.normalize('NFC'))
    expect(toHex((await deriveLinkKeys(link)).locator)).toBe(vector.locator)
  })
  test.each(vectors.mustFail)('refused: $name', async (vector) => {
    await expectRefusal(() => openHint(linkOf(vector), fromBase64(vector.sealedBase64)), vector.error)
  })
})

test('any line of text comes back in NFC, and is 272 bytes as stored', async () => {
  const line = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((text) => /^[^\p{Cc}\p{Cs}]+$/u.test(text) && new TextEncoder().encode(text.normalize('NFC')).length <= 200)
  await fc.assert(
    fc.asyncProperty(line, async (text) => {
      const link = newLink()
      const sealed = await sealHint(link, text)
      expect(sealed).toHaveLength(SEALED_HINT_BYTES)
      expect(await openHint(link, sealed)).toBe(text.normalize('NFC'))
    }),
    { numRuns: 100 },
  )
})

test('refused with any single bit turned, cut after any byte, or longer', async () => {
  const link = newLink()
  const sealed = await sealHint(link, 'The street we grew up in')
  for (let bit = 0; bit < sealed.length * 8; bit += 1)
    await expectRefusal(() => openHint(link, turnBit(sealed, bit)), 'key-mismatch')
  for (let length = 0; length < sealed.length; length += 1)
    await expectRefusal(() => openHint(link, sealed.subarray(0, length)), 'key-mismatch')
  await expectRefusal(() => openHint(link, concatBytes(sealed, new Uint8Array(1))), 'key-mismatch')
})

test('refused under any other secret or salt', async () => {
  const link = newLink()
  const sealed = await sealHint(link, 'x')
  for (let bit = 0; bit < 128; bit += 1)
    await expectRefusal(() => openHint({ ...link, secret: turnBit(link.secret, bit) }, sealed), 'key-mismatch')
  for (let bit = 0; bit < 256; bit += 1)
    await expectRefusal(() => openHint({ ...link, salt: turnBit(link.salt, bit) }, sealed), 'key-mismatch')
})

test('the wrapping key of a link without a password does not open its hint', async () => {
  const link = newLink()
  const sealed = await sealHint(link, 'x')
  const { kek, locator } = await deriveLinkKeys(link)
  const params = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: locator }
  await expect(crypto.subtle.decrypt(params, kek, sealed)).rejects.toThrow()
})

test.each(['', 'y'.repeat(201), '\u00e9'.repeat(101), 'a\nb', 'a\u007f', '\u202ea', '\ufeff', '\ud800'])(
  '%j is no hint',
  async (text) => {
    await expectRefusal(() => sealHint(newLink(), text), 'bad-request')
  },
)

test('the length is that of the normal form', async () => {
  const link = newLink()
  expect(await openHint(link, await sealHint(link, 'e\u0301'.repeat(100)))).toBe('\u00e9'.repeat(100))
})
