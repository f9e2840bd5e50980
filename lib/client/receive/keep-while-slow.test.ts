import { expect, test } from 'vitest'
import type { KeptParts } from '../../ports/kept-downloads.ts'
import { keepWhileSlow } from './keep-while-slow.ts'

const MiB = 2 ** 20
const piece = new Uint8Array(MiB)

/** What is there, however it came. */
class Parts implements KeptParts {
  length = 0
  isClosed = false
  read = (at: number, length: number) => new Uint8Array(length).fill(at)
  write(at: number, piece: Uint8Array): void {
    expect(at).toBe(this.length)
    this.length += piece.length
  }
  cut = (length: number) => void (this.length = length)
  close = () => void (this.isClosed = true)
}

/** How many MiB of so many are kept of a line that takes `msPerMiB(n)` for its n-th, from `at` on. */
function keptOf(size: number, msPerMiB: (n: number) => number, { hadAgainMs = 10_000, at = 0 } = {}): number {
  let now = 5_000_000
  const parts = new Parts()
  parts.length = at * MiB
  const kept = keepWhileSlow(parts, size * MiB, { hadAgainMs, now: () => now })
  for (let place = at; place < size; place += 1) {
    kept.write(place * MiB, piece)
    now += msPerMiB(place)
  }
  expect(kept.length).toBe(parts.length)
  return parts.length / MiB
}

test.each([
  ['a quick line: what came before its speed was known', 1000, () => 5, {}, 100],
  ['a slow line: all but the last ten seconds', 100, () => 1000, {}, 90],
  ['a line that takes ten seconds', 100, () => 100, {}, 5],
  ['a large file on a quick line: all but the last ten seconds', 8192, () => 10, {}, 7192],
  ['a line that becomes quick: by all of its time', 200, (n: number) => (n < 100 ? 1000 : 1), {}, 180],
  ['a line that stood still at first: by all of its time', 100, (n: number) => (n === 0 ? 60_000 : 1), {}, 86],
  ['what an earlier page kept is not counted as quick', 100, () => 1000, { at: 50 }, 90],
  ['a clock that was put back', 100, (n: number) => (n === 0 ? -60_000 : 1), {}, 100],
  ['everything, where that is wished', 1000, () => 5, { hadAgainMs: 0 }, 1000],
])('%s', (_, size, msPerMiB, options, expected) => {
  const kept = keptOf(size, msPerMiB, options)
  expect(kept).toBeGreaterThanOrEqual(expected - 1)
  expect(kept).toBeLessThanOrEqual(expected + 2)
})

test('nothing is kept after a gap, however slow the line becomes', () => {
  expect(keptOf(2000, (n) => (n < 500 ? 2 : 60_000))).toBeLessThan(500)
})

test('what is kept can be read, cut and closed', () => {
  const parts = new Parts()
  const kept = keepWhileSlow(parts, 10, { hadAgainMs: 1, now: () => 0 })
  kept.write(0, Uint8Array.of(1, 2, 3))
  expect(kept.read(2, 1)).toEqual(Uint8Array.of(2))
  kept.cut(1)
  expect(parts.length).toBe(1)
  kept.close()
  expect(parts.isClosed).toBe(true)
})
