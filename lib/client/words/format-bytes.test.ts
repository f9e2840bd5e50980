import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
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

describe('English, which is written without Intl, is what Intl writes', () => {
  // British English counts bytes in the same words, and is asked of Intl.
  const expectSame = (count: number): void => {
    expect(formatBytes(count, 'en')).toBe(formatBytes(count, 'en-GB'))
  }

  test('each count of kilobytes to 200,000 bytes', () => {
    // Made once: to make one for each takes ten seconds.
    const [tenths, wholes] = [1, 0].map(
      (digits) =>
        new Intl.NumberFormat('en', {
          style: 'unit',
          unit: 'kilobyte',
          unitDisplay: 'short',
          maximumFractionDigits: digits,
        }),
    )
    const differing: number[] = []
    for (let count = 1000; count <= 200_000; count += 1)
      if (formatBytes(count, 'en') !== (count < 100_000 ? tenths : wholes)?.format(count / 1000)) differing.push(count)
    expect(differing).toEqual([])
  })

  test('any count', () => {
    const counts = fc.oneof(fc.maxSafeNat(), fc.double({ min: 0, max: 1e21, noNaN: true }), fc.nat(1100))
    fc.assert(fc.property(counts, expectSame))
  })

  test('half between two that are written, a byte below and a byte above', () => {
    // No petabytes: a byte of several is less than a double of their number tells.
    const [power, tenths, beside] = [fc.integer({ min: 1, max: 4 }), fc.nat(1010), fc.constantFrom(-1, 0, 1)]
    const halves = fc.tuple(power, tenths, beside).map(([p, t, b]) => (10 * t + 5) * 10 ** (3 * p - 2) + b)
    fc.assert(fc.property(halves, expectSame))
  })
})
