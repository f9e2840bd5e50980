import { expect, test } from 'vitest'
import { parseDuration, sayDuration } from './duration.ts'

test.each([
  ['1s', 1],
  ['90s', 90],
  ['30m', 1800],
  ['12h', 43_200],
  ['2d', 172_800],
  ['1w', 604_800],
  [' 2d ', 172_800],
])('%s', (text, seconds) => expect(parseDuration(text)).toBe(seconds))

test.each(['', '0s', '2', 'd', '-1d', '0.5d', '1e3s', '2 d', '2D', 'abc', '01d', '9999999999s', 'Infinityd', '2y'])(
  '%s is none',
  (text) => expect(parseDuration(text)).toBeNull(),
)

test.each([
  [1, '1 second'],
  [90, '90 seconds'],
  [60, '1 minute'],
  [3600, '1 hour'],
  [86_400, '1 day'],
  [604_800, '7 days'],
  [90_000, '25 hours'],
])('%i seconds are %s', (seconds, words) => expect(sayDuration(seconds)).toBe(words))
