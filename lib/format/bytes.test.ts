import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, decodeBase64url, encodeBase64url, equalBytes, u32, utf8 } from './bytes.ts'

test.each([
  [0, [0, 0, 0, 0]],
  [1, [0, 0, 0, 1]],
  [0x01020304, [1, 2, 3, 4]],
  [2 ** 32 - 1, [255, 255, 255, 255]],
])('%i as four bytes', (value, bytes) => {
  expect([...u32(value)]).toEqual(bytes)
})

test('pieces are joined in order', () => {
  expect([...concatBytes()]).toEqual([])
  expect([...concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))]).toEqual([1, 2, 3])
})

// RFC 4648 section 10, and the two characters in which base64url differs.
test.each([
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
  ['~~~???', 'fn5-Pz8_'],
])('%j is %j in base64url', (plain, text) => {
  expect(encodeBase64url(utf8(plain))).toBe(text)
  expect(decodeBase64url(text)).toEqual(utf8(plain))
})

test.each(['A', 'AAAAA', 'Zg==', 'Zh', 'Zm9=', 'Zm9', 'Zm 8', 'Zm8\n', '+AAA', '/AAA', 'ÄAAA', '😀AA'])(
  '%j is refused',
  (text) => {
    expect(() => decodeBase64url(text)).toThrow(expect.objectContaining({ code: 'bad-request' }))
  },
)

test('base64url is what Node makes of any bytes, and there is one text for each', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBase64url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect([...decodeBase64url(text)]).toEqual([...bytes])
    }),
  )
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,9}$/), (text) => {
      try {
        expect(encodeBase64url(decodeBase64url(text))).toBe(text)
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-request' })
      }
    }),
  )
})

test('equal means every byte', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index)
  expect(equalBytes(bytes, bytes.slice())).toBe(true)
  expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true)
  expect(equalBytes(bytes, bytes.subarray(0, 31))).toBe(false)
  expect(equalBytes(bytes.subarray(0, 31), bytes)).toBe(false)
  expect(equalBytes(new Uint8Array(2), new Uint8Array(3))).toBe(false)
  for (let bit = 0; bit < 256; bit += 1) {
    const other = bytes.slice()
    other[bit >> 3] = other[bit >> 3]! ^ (1 << (bit & 7))
    expect(equalBytes(bytes, other)).toBe(false)
  }
})
