import { expect, test, vi } from 'vitest'
import { briefMoment } from './brief-moment.ts'

vi.stubGlobal('navigator', { languages: ['fr'] })

const at = new Date(2026, 10, 24, 15, 20).getTime()
const sameYear = new Date(2026, 0, 1).getTime()
const later = new Date(2027, 0, 1).getTime()

test.each([
  ['en', sameYear, 'Tue_24_Nov, 15:20'],
  ['en', later, 'Tue_24_Nov_2026, 15:20'],
  ['de', sameYear, 'Di._24._Nov., 15:20'],
  ['sv', sameYear, 'tis_24_nov. 15:20'],
  ['ja', sameYear, '11月24日(火) 15:20'],
  ['ko', sameYear, '11월_24일_(화) 오후 3:20'],
])('%s, seen at %d: a day stays on its line', (locale, now, words) => {
  expect(briefMoment(at, locale, now)).toBe(words.replaceAll('_', '\u00a0'))
})
