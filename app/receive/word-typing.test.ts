import { expect, test } from 'vitest'
import { acceptWord, readTyping } from './word-typing.ts'

test.each([
  ['', null],
  ['   ', null],
  ['https://host/d#x', null],
  ['QtcJDGCNtAqVeGqo1', null],
  ['uni', { before: '', prefix: 'uni', count: 0 }],
  ['Dimmed-Unf', { before: 'Dimmed-', prefix: 'unf', count: 1 }],
  ['dimmed unfold ', { before: 'dimmed unfold ', prefix: '', count: 2 }],
  ['dimmed, unfold,\nem', { before: 'dimmed, unfold,\n', prefix: 'em', count: 2 }],
])('%j', (text, expected) => {
  expect(readTyping(text)).toEqual(expected)
})

test('an accepted word keeps what stands before it', () => {
  const typing = readTyping('dimmed-unf')
  expect(typing && acceptWord(typing, 'unfold')).toBe('dimmed-unfold ')
})
