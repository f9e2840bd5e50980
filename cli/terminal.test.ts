import { expect, test } from 'vitest'
import { lineWords, progressLine } from './terminal.ts'

const progress = { doneBytes: 270e6, totalBytes: 600e6, bytesPerSecond: 85.3e6, secondsLeft: 4 }

test.each([
  [Infinity, '45 %, 270 MB of 600 MB, 85.3 MB/s, 4 s left'],
  [43, '45 %, 270 MB of 600 MB, 85.3 MB/s, 4 s left'],
  [42, '45 %, 270 MB of 600 MB, 85.3 MB/s'],
  [22, '45 %, 270 MB of 600 MB'],
  [21, '45 %'],
  [0, '45 %'],
])('in %d columns progress is %j', (columns, line) => {
  expect(progressLine(progress, columns)).toBe(line)
})

test.each([
  ['Ann', 'Ann'],
  ['Ann\nBob\t!', 'Ann Bob !'],
  ['a\u001b[31mb\r\n', 'a\ufffd[31mb '],
])('%j in a line is %j', (words, line) => {
  expect(lineWords(words)).toBe(line)
})
