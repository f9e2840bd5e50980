import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import { inLanguage, PREFER_REMEMBERED, rememberLanguage } from './remembered-language.ts'

/**
 * What the script in the head does on a page in `lang` at `href`, where `kept` is remembered; `null` where the browser
 * keeps nothing.
 */
function run(href: string, lang: string, kept: string | null | undefined) {
  const went: string[] = []
  const became: string[] = []
  const getItem = () => {
    if (kept === null) throw new DOMException('denied', 'SecurityError')
    return kept ?? null
  }
  const place = { href, replace: (url: URL) => went.push(url.href) }
  const past = { state: 'kept', replaceState: (state: string, _: string, url: URL) => became.push(state, url.href) }
  // The text is what stands in pages: it may use nothing but these.
  const document = { documentElement: { lang } }
  runInNewContext(PREFER_REMEMBERED, { localStorage: { getItem }, location: place, document, history: past, URL })
  return { went, became }
}

const site = 'https://drop.test'

test.each([
  ['nothing is remembered', `${site}/d#CODE`, 'en', undefined],
  ['the page has the remembered language', `${site}/d#CODE`, 'de', 'de'],
  ['nothing can be kept', `${site}/d?lang=de#CODE`, 'de', null],
  ['another language than the remembered one is asked for', `${site}/d?lang=fr#CODE`, 'fr', 'de'],
])('it stays where %s', (_, href, lang, kept) => {
  expect(run(href, lang, kept)).toEqual({ went: [], became: [] })
})

test.each([
  [`${site}/d#CODE`, `${site}/d?lang=de#CODE`],
  [`${site}/drop?a=1`, `${site}/drop?a=1&lang=de`],
])('%s goes on to the remembered language at %s', (href, there) => {
  expect(run(href, 'en', 'de')).toEqual({ went: [there], became: [] })
})

test.each([
  [`${site}/d?lang=de#CODE`, `${site}/d#CODE`],
  [`${site}/?lang=de&a=1`, `${site}/?a=1`],
])('%s, once it is remembered, is written as %s', (href, there) => {
  expect(run(href, 'de', 'de')).toEqual({ went: [], became: ['kept', there] })
})

test('a language that is gone by now leads nowhere twice', () => {
  const [there = ''] = run(`${site}/d#CODE`, 'en', 'xx').went
  expect(run(there, 'en', 'xx')).toEqual({ went: [], became: ['kept', `${site}/d#CODE`] })
})

test('a page in another language keeps what stands after ? and #', () => {
  expect(inLanguage(`${site}/d#CODE`, 'de')).toBe(`${site}/d?lang=de#CODE`)
  expect(inLanguage(`${site}/d?lang=en&a=1#CODE`, 'de')).toBe(`${site}/d?lang=de&a=1#CODE`)
})

test('remembering is no more than that, and no failure', () => {
  const setItem = vi.fn()
  vi.stubGlobal('localStorage', { setItem })
  rememberLanguage('de')
  expect(setItem.mock.calls).toEqual([['snowdrop language', 'de']])
  setItem.mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  expect(() => rememberLanguage('de')).not.toThrow()
  vi.unstubAllGlobals()
})
