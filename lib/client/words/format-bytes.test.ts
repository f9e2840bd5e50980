import { expect, test } from 'vitest'
import { formatBytes } from './format-bytes.ts'

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [1049, '1 kB'],
  [1050, '1.1 kB'],
  [1150, '1.2 kB'],
  [1450, '1.5 kB'],
  [1_149_999, '1.1 MB'],
  [1_150_000, '1.2 MB'],
  [99_949, '99.9 kB'],
  [99_950, '100 kB'],
  [99_900, '99.9 kB'],
  [100_400, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [1_073_741_824, '1.1 GB'],
  [20e12, '20 TB'],
  [5e18, '5,000 PB'],
  [-1, '0 bytes'],
  [1234.5, '1.2 kB'],
])('%d bytes are %s', (bytes, words) => {
  expect(formatBytes(bytes, 'en')).toBe(words)
})

test.each([
  ['de', '1,5 MB'],
  ['he', '\u20661.5 MB\u2069'],
  ['fa-AF', '\u2066۱٫۵ MB\u2069'],
  ['az-Arab', '\u20661,5 MB\u2069'],
  ['ar', '1.5 م.ب'],
])('in %s a Latin unit stays behind its number: %j', (locale, words) => {
  expect(formatBytes(1_500_000, locale)).toBe(words)
})
