import { expect, test } from 'vitest'
import { utf8 } from '../format/bytes.ts'
import { sha256Base64url } from './sha256.ts'

// NIST, "Examples with Intermediate Values", SHA-256, and the empty message.
test.each([
  ['', '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'],
  ['abc', 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', 'JI1qYdIGOLjlwCaTDD5gOaM85Flk_yFn9uzt1BnbBsE'],
])('the hash of "%s"', async (text, hash) => {
  expect(await sha256Base64url(utf8(text))).toBe(hash)
})
