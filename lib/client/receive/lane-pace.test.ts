import { expect, test } from 'vitest'
import { LanePace } from './lane-pace.ts'

const MiB = 2 ** 20

/** Where it comes to rest: a line that gives each connection `each` MiB a second, and all of them `all`. */
function restOn(each: number, all = Infinity): number[] {
  let now = 1000
  const pace = new LanePace(() => now)
  const seen = [pace.atOnce]
  for (let come = 0; come < 1024; come += 1) {
    now += 1000 / Math.min(pace.atOnce * each, all)
    pace.came(MiB, pace.atOnce)
    if (seen.at(-1) !== pace.atOnce) seen.push(pace.atOnce)
  }
  return seen
}

test.each<[string, number, number, number[]]>([
  ['a line that gives each connection only so much', 40, Infinity, [1, 2, 4]],
  ['one on which two are enough', 60, 130, [1, 2, 4, 2]],
  ['a line that is full', 12, 12, [1, 2, 1]],
  ['one where several are hardly faster', 100, 115, [1, 2, 1]],
  ['a slow line', 3, Infinity, [1]],
  ['loopback', 500, Infinity, [1]],
  ['a quick line of which two have enough', 200, 700, [1, 2, 4]],
])('%s: %d MiB/s each, %d in all', (_, each, all, seen) => {
  expect(restOn(each, all)).toEqual(seen)
})

test('what comes while fewer are coming tells nothing, and neither does its time', () => {
  let now = 0
  const pace = new LanePace(() => now)
  const come = (bytes: number, coming: number, ms: number) => {
    now += ms
    pace.came(bytes, coming)
  }
  come(32 * MiB, 1, 1000)
  expect(pace.atOnce).toBe(2)
  // Alone it is as slow as before.
  come(32 * MiB, 1, 1000)
  come(32 * MiB, 1, 1000)
  expect(pace.atOnce).toBe(2)
  come(32 * MiB, 2, 500)
  expect(pace.atOnce).toBe(4)
})

test('a clock that is put back or stands still divides by nothing', () => {
  let now = 5000
  const pace = new LanePace(() => now)
  now = 0
  pace.came(32 * MiB, 1)
  expect(pace.atOnce).toBe(1)
})
