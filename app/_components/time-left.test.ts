import { expect, test } from 'vitest'
import { ENGLISH } from '../../lib/client/words/english.ts'
import { timeLeft } from './time-left.ts'

test.each([
  [0, 'a few seconds left'],
  [4, 'a few seconds left'],
  [5, '5 seconds left'],
  [6, '10 seconds left'],
  [55, '55 seconds left'],
  [56, 'about a minute left'],
  [60, 'about a minute left'],
  [61, 'about 2 minutes left'],
  [3540, 'about 59 minutes left'],
  [3541, 'about an hour left'],
  [3600, 'about an hour left'],
  [5399, 'about an hour left'],
  [5400, 'about 2 hours left'],
])('%i seconds are %s', (seconds, words) => {
  expect(timeLeft(seconds, ENGLISH)).toBe(words)
})
