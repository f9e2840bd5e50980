import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { englishBytes } from './english-bytes.ts'
import { formatBytes } from './format-bytes.ts'

describe('English, which is written without Intl, is what Intl writes', () => {
  const expectSame = (count: number): void => {
    expect(englishBytes(count)).toBe(formatBytes(count, 'en'))
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
      if (englishBytes(count) !== (count < 100_000 ? tenths : wholes)?.format(count / 1000)) differing.push(count)
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
