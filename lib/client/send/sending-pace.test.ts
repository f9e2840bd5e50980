import { expect, test } from 'vitest'
import { type Device, paceFor, partsAtOnce } from './sending-pace.ts'

const MiB = 2 ** 20

test.each<[string, Device, number, number]>([
  ['a phone of 1 GiB', { memory: 1, processors: 8, isHandheld: true }, 1, 2],
  ['a phone of 2 GiB', { memory: 2, processors: 4, isHandheld: true }, 1, 2],
  ['a phone of 4 GiB', { memory: 4, processors: 8, isHandheld: true }, 2, 4],
  ['a phone of 8 GiB', { memory: 8, processors: 8, isHandheld: true }, 2, 6],
  ['a phone that says nothing of its memory', { memory: undefined, processors: 6, isHandheld: true }, 2, 4],
  ['a desk that says nothing of its memory', { memory: undefined, processors: 8, isHandheld: false }, 2, 6],
  ['a desk of 4 GiB', { memory: 4, processors: 2, isHandheld: false }, 2, 6],
  ['an old desk of 2 GiB', { memory: 2, processors: 2, isHandheld: false }, 1, 2],
  ['one processor', { memory: 8, processors: 1, isHandheld: false }, 1, 2],
])('%s', (_, device, workers, mostAtOnce) => {
  expect(paceFor(device)).toMatchObject({ workers, mostAtOnce })
})

test.each([
  [3, 1, 6],
  [3, 2400, 6],
  [3, 3000, 5],
  [3, 4000, 4],
  [3, 6000, 3],
  [3, 12_000, 2],
  [2, 600_000, 2],
  [6, 0, 6],
])('after one of %i parts at once took %i ms, %i are sent at once', (atOnce, ms, wanted) => {
  expect(partsAtOnce(atOnce, ms, 6)).toBe(wanted)
})

test('no line makes it more than a device can hold', () => {
  expect(partsAtOnce(2, 10, 2)).toBe(2)
})

/** Where it comes to rest on a line of so many bytes a second, which those who send share. */
function restOn(bytesPerSecond: number): number {
  let atOnce = 3
  for (let part = 0; part < 20; part += 1) atOnce = partsAtOnce(atOnce, (atOnce * 16 * MiB * 1000) / bytesPerSecond, 6)
  return atOnce
}

test.each([
  [1, 2],
  [10, 2],
  [40, 3],
  [100, 4],
  [200, 6],
  [1000, 6],
])('a line of %i Mbit/s comes to rest at %i parts', (mbit, wanted) => {
  expect(restOn(mbit * 125_000)).toBe(wanted)
})
