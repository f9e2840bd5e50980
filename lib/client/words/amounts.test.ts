import { expect, test } from 'vitest'
import { countDownloads, countFiles, duration, totalSize } from './amounts.ts'
import { ENGLISH } from './english.ts'

test.each([
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [61, '61 seconds'],
  [2700, '45 minutes'],
  [3600, '1 hour'],
  [5400, '90 minutes'],
  [86_400, '1 day'],
  [90_000, '25 hours'],
  [604_800, '7 days'],
])('%i seconds are %s', (seconds, words) => {
  expect(duration(seconds, 'en')).toBe(words)
})

test.each([
  [0, '0 files', '0 downloads'],
  [1, '1 file', '1 download'],
  [2, '2 files', '2 downloads'],
  [1000, '1,000 files', '1,000 downloads'],
])('%i is counted in words', (count, files, downloads) => {
  expect(countFiles(count, ENGLISH)).toBe(files)
  expect(countDownloads(count, ENGLISH)).toBe(downloads)
})

test('sizes add up', () => {
  expect(totalSize([])).toBe(0)
  expect(totalSize([{ size: 1 }, { size: 2 }])).toBe(3)
})
