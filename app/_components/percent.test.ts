import { expect, test } from 'vitest'
import { percentOf } from './percent.ts'

test.each([
  [0, 0, 100],
  [0, 10, 0],
  [999, 1000, 99],
  [1000, 1000, 100],
  // More than was counted on: padding, or a file that grew.
  [1001, 1000, 100],
])('%i of %i bytes are %i percent', (doneBytes, totalBytes, percent) => {
  expect(percentOf({ doneBytes, totalBytes, bytesPerSecond: null, secondsLeft: null })).toBe(percent)
})
