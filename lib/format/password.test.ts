import { expect, test } from 'vitest'
import { isDropError } from './drop-error.ts'
import { encodePassword } from './password.ts'

test.each([
  ['one character', 'a', [0x61]],
  ['a space, which is not trimmed', ' ', [0x20]],
  ['a composed letter', '\u00e9', [0xc3, 0xa9]],
  ['the same letter in two characters', 'e\u0301', [0xc3, 0xa9]],
  ['what looks alike in NFKC alone', '\ufb01', [0xef, 0xac, 0x81]],
  ['beyond the basic plane', '\u{1f33f}', [0xf0, 0x9f, 0x8c, 0xbf]],
  ['capitals, which are not folded', 'Aa', [0x41, 0x61]],
])('%s', (_, password, bytes) => {
  expect([...encodePassword(password)]).toEqual(bytes)
})

test.each(['', '\ud83c', 'a\udf3fb'])('%j is no password', (password) => {
  try {
    encodePassword(password)
    expect.unreachable()
  } catch (error) {
    expect(isDropError(error, 'bad-request')).toBe(true)
  }
})
