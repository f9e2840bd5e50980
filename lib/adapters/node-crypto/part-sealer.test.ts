import { expect, test } from 'vitest'
import { ContentKey } from '../../crypto/content-key.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { sealPart } from '../../crypto/seal-part.ts'
import { openAll, SMALL } from '../../crypto/small-drop.fixture.ts'
import { concatBytes } from '../../format/bytes.ts'
import { measurePayload, parsePartNumber } from '../../format/geometry.ts'
import { nodePartSealer } from './part-sealer.ts'

const key = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)

test.each([0, 1, 255, 256, 257, 1023, 1024, 1025, 3000])(
  '%i bytes are sealed as WebCrypto opens them',
  async (length) => {
    const plaintext = cryptoRandom(length)
    const { parts, partBytes } = measurePayload(SMALL, length)
    const sealed = []
    for (let number = 1; number <= parts; number += 1) {
      const place = { number: parsePartNumber(number), final: number === parts }
      const part = plaintext.slice((number - 1) * partBytes, number * partBytes)
      sealed.push(await sealPart(key, place, part, cryptoRandom, nodePartSealer))
    }
    const salts = sealed.map(({ salt }) => salt)
    const bytes = concatBytes(...sealed.flatMap(({ chunks }) => chunks))
    expect(await openAll(key, length, salts, bytes)).toEqual(plaintext)
  },
)

test('under the same salt it seals byte for byte what WebCrypto seals, and every call has a salt of its own', async () => {
  const plaintext = cryptoRandom(1000)
  const place = { number: parsePartNumber(1), final: true }
  const same = () => new Uint8Array(16).fill(7)
  const [web, node] = [
    await sealPart(key, place, plaintext, same),
    await sealPart(key, place, plaintext, same, nodePartSealer),
  ]
  expect(concatBytes(...node.chunks)).toEqual(concatBytes(...web.chunks))
  const again = await Promise.all([1, 2].map(() => sealPart(key, place, plaintext, cryptoRandom, nodePartSealer)))
  expect(again[0]?.salt).not.toEqual(again[1]?.salt)
})
