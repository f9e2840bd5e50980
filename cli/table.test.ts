import { expect, test } from 'vitest'
import { table, utc } from './table.ts'

test('columns are as wide as they have to be, and no line ends in spaces', () => {
  expect(table(['a', 'long head'], [['wide cell', 'x']])).toBe('a          long head\nwide cell  x\n')
})

test('names in wide characters leave the columns straight', () => {
  const rows = table(
    ['name', 'size'],
    [
      ['报告.pdf', '1'],
      ['report', '2'],
    ],
  )
  expect(rows).toBe('name      size\n报告.pdf  1\nreport    2\n')
})

test('words of others neither break a row nor move the cursor', () => {
  const rows = table(['words'], [['one\ntwo\tthree\u001b[2J\u202e']])
  expect(rows).toBe('words\none two three\ufffd[2J\ufffd\n')
})

test.each([
  [null, ''],
  [0, '1970-01-01 00:00Z'],
])('the time %j is written %j', (at, text) => {
  expect(utc(at)).toBe(text)
})
