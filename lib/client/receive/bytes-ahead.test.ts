import { expect, test } from 'vitest'
import { bytesAhead } from './bytes-ahead.ts'

const MiB = 2 ** 20

test.each([
  ['nothing is known', 0, MiB],
  ['1 Mbit/s', 125_000, MiB],
  ['just under four MiB/s', 4 * MiB - 1, MiB],
  ['four MiB/s', 4 * MiB, MiB],
  ['just over four MiB/s', 4 * MiB + 4, MiB + 1],
  ['100 Mbit/s', 12_500_000, 3_125_000],
  ['64 MiB/s', 64 * MiB, 16 * MiB],
  ['1 Gbit/s', 125_000_000, 16 * MiB],
  ['no time passed', Infinity, 16 * MiB],
])('where the line has %s', (_, rate, bytes) => {
  expect(bytesAhead(rate)).toBe(bytes)
})
