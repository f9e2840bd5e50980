import { expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

test.each([
  ['1s', 1],
  ['90s', 90],
  ['30m', 1800],
  ['12h', 43_200],
  ['2d', 172_800],
  ['1w', 604_800],
  ['2w', 1_209_600],
  [' 2d ', 172_800],
])('%s', (text, seconds) => expect(parseDuration(text)).toBe(seconds))

test.each(['', '0s', '2', 'd', '-1d', '0.5d', '1e3s', '2 d', '2D', 'abc', '01d', '9999999999s', 'Infinityd', '2y'])(
  '%s is none',
  (text) => expect(parseDuration(text)).toBeNull(),
)
