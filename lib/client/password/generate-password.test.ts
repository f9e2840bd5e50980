import { expect, test } from 'vitest'
import { cryptoRandom, type RandomSource } from '../../crypto/random-source.ts'
import { EFF_LARGE_WORDLIST } from '../../format/eff-large-wordlist.ts'
import { generatePassword } from './generate-password.ts'

/** Gives these 16-bit values one after another. */
function drawing(...values: number[]): RandomSource {
  const left = [...values]
  return (length) => {
    const value = left.shift()
    if (value === undefined || length !== 2) throw new Error('not what was asked for')
    return Uint8Array.of(value >> 8, value & 255)
  }
}

test.each([
  ['the first word', [0, 0, 0, 0, 0], 'abacus-abacus-abacus-abacus-abacus'],
  ['the last word', [7775, 7775, 7775, 7775, 7775], 'zoom-zoom-zoom-zoom-zoom'],
  ['around again', [7776, 15_551, 0, 7776 * 7, 62_207], 'abacus-zoom-abacus-abacus-zoom'],
  [
    'drawn again where it would favour the first words',
    [62_208, 65_535, 0, 1, 65_535, 62_208, 0, 0, 0],
    'abacus-abdomen-abacus-abacus-abacus',
  ],
])('%s', async (_, values, password) => {
  expect(await generatePassword(drawing(...values))).toBe(password)
})

test('of all 65,536 values eight mean each word, and the rest mean none', async () => {
  for (let value = 0; value < 65_536; value += 1) {
    const first = EFF_LARGE_WORDLIST[value < 62_208 ? value % 7776 : 1]
    const draws = value < 62_208 ? [value, 0, 0, 0, 0] : [value, 1, 0, 0, 0, 0]
    const password = await generatePassword(drawing(...draws))
    if (password !== `${first}-abacus-abacus-abacus-abacus`) expect.unreachable(`${value} gave ${password}`)
  }
})

test('two passwords differ', async () => {
  expect(await generatePassword(cryptoRandom)).not.toBe(await generatePassword(cryptoRandom))
})
