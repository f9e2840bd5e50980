import { expect, test } from 'vitest'
import { timeLeft } from '../../app/_components/time-left.ts'
import { advanceRate, progressOf, startRate } from './transfer-rate.ts'
import { ENGLISH } from './words/english.ts'

const MB = 1_000_000

/** What is shown at each tick of `tickMs`, of a transfer that has done `doneAt(ms)` bytes. */
function run(doneAt: (ms: number) => number, totalBytes: number, lastMs: number, tickMs = 250) {
  let rate = startRate(0, 0)
  const shown = []
  for (let at = tickMs; at <= lastMs; at += tickMs) {
    rate = advanceRate(rate, at, doneAt(at), totalBytes)
    shown.push({ at, ...progressOf(rate, doneAt(at), totalBytes) })
  }
  return { rate, shown }
}

test('nothing is said in the first second, nor before anything was done', () => {
  expect(progressOf(startRate(0, 0), 0, 10)).toEqual({
    doneBytes: 0,
    totalBytes: 10,
    bytesPerSecond: null,
    secondsLeft: null,
  })
  const { shown } = run((ms) => ms * 1000, 100 * MB, 750)
  expect(shown.every(({ bytesPerSecond, secondsLeft }) => bytesPerSecond === null && secondsLeft === null)).toBe(true)
  expect(run(() => 0, 100 * MB, 60_000).shown.at(-1)?.bytesPerSecond).toBeNull()
})

test('a steady transfer shows its speed and counts down', () => {
  const { shown, rate } = run((ms) => ms * 1000, 100 * MB, 100_000)
  for (const { at, bytesPerSecond, secondsLeft } of shown.filter(({ at }) => at >= 1000)) {
    expect(bytesPerSecond).toBeCloseTo(MB, -4)
    expect(Math.abs((secondsLeft ?? 0) - (100 - at / 1000))).toBeLessThanOrEqual(1)
  }
  expect(progressOf(rate, 100 * MB, 100 * MB).secondsLeft).toBe(0)
  expect(rate.samples.length).toBeLessThan(64)
})

test('parts acknowledged in bursts do not make the time left jump', () => {
  // Four parts of 16 MB at once, each 16 seconds: 4 MB/s.
  const { shown } = run((ms) => Math.floor(ms / 16_000) * 64 * MB, 2000 * MB, 300_000)
  const late = shown.filter(({ at }) => at > 60_000)
  for (const [index, { secondsLeft, bytesPerSecond }] of late.entries()) {
    const before = late[index - 1]?.secondsLeft ?? secondsLeft
    expect(Math.abs((secondsLeft ?? NaN) - (before ?? NaN))).toBeLessThan(15)
    expect(bytesPerSecond).toBeGreaterThan(2.5 * MB)
    expect(bytesPerSecond).toBeLessThan(6.5 * MB)
  }
})

test('a line that becomes ten times slower is followed within half a minute', () => {
  const { shown } = run((ms) => Math.min(ms, 30_000) * 1000 + Math.max(0, ms - 30_000) * 100, 1000 * MB, 60_000)
  expect(shown.at(-1)?.bytesPerSecond).toBeLessThan(0.2 * MB)
})

test('a second that is left is never called none', () => {
  expect(progressOf({ ...startRate(0, 0), bytesPerSecond: 10, shownLeft: 0 }, 9, 10).secondsLeft).toBe(1)
})

/** Even numbers from 0 to 1 that are the same in each run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

test.each([1, 2, 3, 4, 5, 6])(
  'a line that trembles does not make the words of the time left go back and forth (%i)',
  (seed) => {
    const random = numbers(seed)
    // From a fifth to nine fifths of 10 MB/s, acknowledged at one tick in seven.
    const acknowledged: number[] = []
    for (let arrived = 0, done = 0; acknowledged.length < 1500; acknowledged.push(done)) {
      arrived += 2.5 * MB * (0.2 + 1.6 * random())
      if (random() < 0.15) done = arrived
    }
    const { shown } = run((ms) => acknowledged[ms / 250 - 1] ?? 0, 3000 * MB, 290_000)
    // In the first seconds there is little to reckon from.
    const words = shown
      .filter(({ at }) => at > 20_000)
      .flatMap(({ secondsLeft }) => (secondsLeft === null ? [] : [timeLeft(secondsLeft, ENGLISH)]))
    const changes = words.filter((each, index) => each !== words[index - 1])
    expect(changes.length).toBeGreaterThan(5)
    expect(new Set(changes).size).toBe(changes.length)
  },
)
