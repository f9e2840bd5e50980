import { expect, test } from 'vitest'
import { fillIn } from './fill-in.ts'

test.each([
  ['Show more pages ({drawn} of {pages})', 'en', { drawn: 10, pages: 1200 }, 'Show more pages (10 of 1,200)'],
  ['Mehr Seiten zeigen ({drawn} von {pages})', 'de', { drawn: 10, pages: 1200 }, 'Mehr Seiten zeigen (10 von 1.200)'],
  ['Page {page}. {text}', 'en', { page: 1, text: '{page} $& {text}' }, 'Page 1. {page} $& {text}'],
  ['{other}', 'en', { page: 1 }, '{other}'],
])('%j in %s with %j', (sentence, locale, values, expected) => {
  expect(fillIn(sentence, locale, values)).toBe(expected)
})
