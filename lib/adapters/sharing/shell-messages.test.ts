import { expect, test } from 'vitest'
import { answersShare, asksForPage, offlinePage, parseShellMessage } from './shell-messages.ts'

const words = { lang: 'ar', dir: 'rtl', title: 'A <b>title</b>', text: 'A & B' } as const

test('only our own messages are read', () => {
  expect(parseShellMessage({ type: 'take', more: 1 })).toEqual({ type: 'take' })
  expect(parseShellMessage({ type: 'offline', words })).toEqual({ type: 'offline', words })
  for (const other of [null, 1, 'take', {}, { type: 'offline' }, { type: 'offline', words: { ...words, dir: 'up' } }])
    expect(parseShellMessage(other)).toBeNull()
})

test('only a post to the one place is a share', () => {
  const answers = (method: string, url: string) => answersShare({ method, url }, '/drop/share')
  expect(answers('POST', 'https://example.org/drop/share')).toBe(true)
  expect(answers('GET', 'https://example.org/drop/share')).toBe(false)
  expect(answers('POST', 'https://example.org/drop/share/more')).toBe(false)
  expect(answers('POST', 'https://example.org/drop/api/v1/drops')).toBe(false)
})

test('only the pages of the site are pages', () => {
  const asks = (url: string, mode: RequestMode = 'navigate', method = 'GET') =>
    asksForPage({ method, mode, url }, '/drop/')
  expect(['', 'd', 'sent', 'about?lang=de'].every((page) => asks(`https://example.org/drop/${page}`))).toBe(true)
  for (const other of ['drop/download/x', 'drop/api/v1/config', 'drop/blobs/x', 'drop/d/', 'd', ''])
    expect(asks(`https://example.org/${other}`), other).toBe(false)
  expect(asks('https://example.org/drop/d', 'cors')).toBe(false)
  expect(asks('https://example.org/drop/d', 'navigate', 'POST')).toBe(false)
})

test('the page is text in its language, and nothing in its words is markup', () => {
  const page = offlinePage(words)
  expect(page).toContain('<html lang="ar" dir="rtl">')
  expect(page).toContain('A &lt;b>title&lt;/b>')
  expect(page).toContain('A &amp; B')
  expect(page).not.toContain('<b>')
  expect(page).not.toContain('<script')
})
