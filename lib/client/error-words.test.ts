import { expect, test } from 'vitest'
import { DropError, ERROR_CODES } from '../format/drop-error.ts'
import { errorWords } from './error-words.ts'

test.each(ERROR_CODES.map((code) => [code]))('%s says what happened and what to do', (code) => {
  const { title, text } = errorWords(new DropError(code))
  expect(title).toMatch(/^[A-Z].*[^.]$/)
  expect(text).toMatch(/^[A-Z].*\.$/)
  expect(`${title} ${text}`).not.toMatch(/undefined|NaN|\bcode\b|lease|grant|chunk|manifest/i)
})

test('no two failures share a title', () => {
  const titles = ERROR_CODES.map((code) => errorWords(new DropError(code)).title)
  expect(new Set(titles).size).toBe(titles.length)
})

test('facts become words', () => {
  expect(errorWords(new DropError('too-large', { limit: 5e9 })).text).toContain('5 GB')
  expect(errorWords(new DropError('too-many-files', { limit: 10_000 })).text).toContain('10,000')
  expect(errorWords(new DropError('expired', { at: Date.UTC(2026, 10, 23, 12) })).text).toContain('2026')
  expect(errorWords(new DropError('held', { at: Date.UTC(2026, 10, 23, 12) })).text).toContain('Nov 2026')
  expect(errorWords(new DropError('too-many-links', { limit: 100 })).text).toContain('100 links')
  expect(errorWords(new DropError('bad-request', { subject: 'address' })).text).toContain('https://')
  expect(errorWords(new DropError('bad-request', { subject: 'expiresIn' })).text).toContain('shorter')
  expect(errorWords(new DropError('bad-request', { subject: 'salt' })).text).toContain('Reload')
  expect(errorWords(new DropError('save-failed', { subject: 'list' })).title).toContain('list')
  expect(errorWords(new DropError('too-many-requests', { subject: 'requests' })).text).toContain('in a minute')
  expect(errorWords(new DropError('password-wrong', { subject: 'export' })).title).toContain('file')
  expect(errorWords(new DropError('browser-unsupported', { subject: 'memory' })).text).toContain('64 MB')
  expect(errorWords(new DropError('link-malformed', { subject: 'fragment' })).text).toContain('after #')
})
