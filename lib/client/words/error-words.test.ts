import { expect, test } from 'vitest'
import { DropError, ERROR_CODES } from '../../format/drop-error.ts'
import { ENGLISH } from './english.ts'
import { errorWords } from './error-words.ts'

test.each(ERROR_CODES.map((code) => [code]))('%s says what happened and what to do', (code) => {
  const { title, text } = errorWords(new DropError(code), ENGLISH)
  expect(title).toMatch(/^[A-Z].*[^.]$/)
  expect(text).toMatch(/^[A-Z].*\.$/)
  expect(`${title} ${text}`).not.toMatch(/undefined|NaN|\bcode\b|lease|grant|chunk|manifest/i)
})

test('no two failures share a title', () => {
  const titles = ERROR_CODES.map((code) => errorWords(new DropError(code), ENGLISH).title)
  expect(new Set(titles).size).toBe(titles.length)
})

test('facts become words', () => {
  expect(errorWords(new DropError('too-large', { limit: 5e9 }), ENGLISH).text).toContain('5 GB')
  expect(errorWords(new DropError('too-many-files', { limit: 10_000 }), ENGLISH).text).toContain('10,000')
  expect(errorWords(new DropError('expired', { at: Date.UTC(2026, 10, 23, 12) }), ENGLISH).text).toContain('2026')
  expect(errorWords(new DropError('held', { at: Date.UTC(2026, 10, 23, 12) }), ENGLISH).text).toContain('Nov 2026')
  expect(errorWords(new DropError('too-many-links', { limit: 100 }), ENGLISH).text).toContain('100 links')
  const everHad = new DropError('too-many-links', { limit: 300, subject: 'all' })
  expect(errorWords(everHad, ENGLISH).text).toContain('Send it again')
  const at = Date.UTC(2026, 10, 24)
  const received = (subject: string) => errorWords(new DropError('too-many-bytes', { at, subject }), ENGLISH).text
  expect(received('received')).toContain('No download of this link was used up')
  // In the middle of a download that need not be so.
  expect(received('again')).toMatch(/may download in a day\. Try again after .*2026/)
  expect(errorWords(new DropError('bad-request', { subject: 'address' }), ENGLISH).text).toContain('https://')
  expect(errorWords(new DropError('bad-request', { subject: 'expiresIn' }), ENGLISH).text).toContain('shorter')
  expect(errorWords(new DropError('bad-request', { subject: 'salt' }), ENGLISH).text).toContain('Reload')
  expect(errorWords(new DropError('save-failed', { subject: 'list' }), ENGLISH).title).toContain('list')
  expect(errorWords(new DropError('too-many-requests', { subject: 'requests' }), ENGLISH).text).toContain('in a minute')
  expect(errorWords(new DropError('password-wrong', { subject: 'export' }), ENGLISH).title).toContain('file')
  expect(errorWords(new DropError('browser-unsupported', { subject: 'memory' }), ENGLISH).text).toContain('64 MB')
  expect(errorWords(new DropError('link-malformed', { subject: 'fragment' }), ENGLISH).text).toContain('after the #')
})
