import { expect, test } from 'vitest'
import { dateAndTime, dateLocale } from './dates.ts'

test.each([
  ['en', [], 'en-GB'],
  ['en', ['de-DE', 'en-US', 'en-GB'], 'en-US'],
  ['en', ['de'], 'en-GB'],
  ['de', ['en-US', 'de-AT'], 'de-AT'],
  ['de', [], 'de'],
  ['zh-Hant', [], 'zh-Hant'],
  ['zh-Hant', ['zh-CN', 'zh-HK'], 'zh-HK'],
  ['zh-Hans', ['zh-TW', 'zh'], 'zh'],
  ['zh-Hans', ['zh-TW'], 'zh-Hans'],
  ['de', ['d', 'den-CA'], 'de'],
])('pages in %s for a reader of %j have dates in %s', (locale, preferred, dates) => {
  expect(dateLocale(locale, preferred)).toBe(dates)
})

test('a moment with its year', () => {
  const at = new Date(2026, 10, 24, 11, 20).getTime()
  expect(dateAndTime(at, 'en')).toBe('24 Nov 2026, 11:20')
  expect(dateAndTime(at, 'de')).toBe('24.11.2026, 11:20')
})
