import { expect, test } from 'vitest'
import { columnsOf, cutToColumns } from './columns.ts'

test.each([
  ['', 0],
  ['report.pdf', 10],
  ['报告.pdf', 8],
  ['日本語', 6],
  ['한국', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['“x” – ü', 7],
])('%j takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns)
})

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['日本語', 6, '日本語'],
  ['日本語テ', 6, '日本…'],
  ['日本語テ', 7, '日本語…'],
  ['a👩‍👩‍👧bc', 3, 'a…'],
])('%j in %i columns is %j', (text, columns, cut) => {
  expect(cutToColumns(text, columns)).toBe(cut)
  expect(columnsOf(cut)).toBeLessThanOrEqual(columns)
})
