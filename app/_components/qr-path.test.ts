import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { QUIET_ZONE, qrPath } from './qr-path.ts'

/** The modules that a path of rectangles covers, as rows of 0 and 1. */
function modules(size: number, path: string): string[] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => 0))
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(width); step += 1) {
      const row = rows[Number(y)]
      if (row) row[Number(x) + step] = 1
    }
  }
  return rows.map((row) => row.join(''))
}

describe('qrPath', () => {
  it.each(['a', 'https://drop.example.org/d#Rliq_U-R5DaI2y1_whRmuQaI', 'é'.repeat(200)])(
    'draws every module of %s and leaves the quiet zone light',
    (text) => {
      const { size, path } = qrPath(text)
      const { data } = encode(text, { ecc: 'M', border: 0 })
      const drawn = modules(size, path)
      const light = '0'.repeat(QUIET_ZONE)
      expect(size).toBe(data.length + 2 * QUIET_ZONE)
      expect(drawn.slice(0, QUIET_ZONE).join('') + drawn.slice(-QUIET_ZONE).join('')).toMatch(/^0+$/)
      expect(drawn.slice(QUIET_ZONE, -QUIET_ZONE)).toEqual(
        data.map((row) => light + row.map((dark) => (dark ? 1 : 0)).join('') + light),
      )
    },
  )
})
