import { afterEach, expect, test, vi } from 'vitest'
import { moment } from './moment.ts'

const at = new Date(2026, 10, 24, 11, 20).getTime()

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['en', 'en-GB', 'Tuesday 24\u00a0November, 11:20'],
  ['de', 'de-AT', 'Dienstag, 24.\u00a0November'],
  ['da', 'da', 'tirsdag 24.\u00a0november'],
  ['fr', 'fr', 'mardi 24\u00a0novembre'],
  ['ar', 'ar', '24\u00a0نوفمبر'],
  ['ar', 'ar', '11:20\u00a0ص'],
])('in %s for %s the lines break elsewhere than within “%s”', (locale, prefers, words) => {
  vi.stubGlobal('navigator', { languages: [prefers] })
  expect(moment(at, locale)).toContain(words)
})
