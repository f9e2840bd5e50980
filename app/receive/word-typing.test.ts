import { expect, test } from 'vitest'
import { acceptWord, onOneLine, readTyping } from './word-typing.ts'

test.each([
  ['', null],
  ['   ', null],
  ['https://host/d#x', null],
  ['QtcJDGCNtAqVeGqo1', null],
  ['uni', { before: '', prefix: 'uni' }],
  ['Dimmed-Unf', { before: 'Dimmed-', prefix: 'unf' }],
  ['dimmed unfold ', { before: 'dimmed unfold ', prefix: '' }],
  ['dimmed, unfold,\nem', { before: 'dimmed, unfold,\n', prefix: 'em' }],
])('%j', (text, expected) => {
  expect(readTyping(text)).toEqual(expected)
})

test('an accepted word keeps what stands before it', () => {
  const typing = readTyping('dimmed-unf')
  expect(typing && acceptWord(typing, 'unfold')).toBe('dimmed-unfold ')
})

test.each([
  ['dimmed unfold', 'dimmed unfold'],
  ['dimmed\nunfold\r\nemboss\n', 'dimmed unfold emboss'],
  ['https://drop.test/d#QtcJDGCNtAqV\n  eGqoCyoAXvkM', 'https://drop.test/d#QtcJDGCNtAqVeGqoCyoAXvkM'],
  ['QtcJDGCNtAqV\neGqoCyoAXvkM', 'QtcJDGCNtAqVeGqoCyoAXvkM'],
])('%j is pasted as %j', (pasted, line) => {
  expect(onOneLine(pasted)).toBe(line)
})
