import type { IncomingMessage, ServerResponse } from 'node:http'
import { match } from '@formatjs/intl-localematcher'
import Negotiator from 'negotiator'
import onHeaders from 'on-headers'
import { DEFAULT_LOCALE, findLocale, LOCALES, type Locale } from '../wire/locales.ts'

/**
 * [Note: Language of a page] Pages are static, built once in each language at `/LOCALE/…`; no address that anybody sees
 * has a language in it, so that one link serves everyone. The server picks the page that is answered with: by `?lang=`,
 * which the page itself asks for where somebody chose a language, else by what the browser prefers, else English. See
 * docs/decisions/014-the-server-chooses-the-language.md.
 */
export interface PageRequest {
  readonly locale: Locale
  /** The path that Next knows the page by, e.g. `/de/d`. */
  readonly path: string
  /** Whether it is the page that says that there is none. */
  readonly missing: boolean
}

const PAGES = ['/', '/d', '/sent', '/about']
/**
 * What is no page: the API, stored bytes, what the build made, and every file, known by the dot in its name. A slash at
 * the end is taken off by Next, by a redirect.
 */
const NO_PAGE = /^\/(?:api|blobs|look)\/|^\/_|\.|.\/$|\/\//

/**
 * More are not looked at: each costs time, and nobody reads that many. A header may have 16 KiB, and anybody may send
 * one.
 */
const MOST_LANGUAGES = 10
const MOST_CHARACTERS = 300

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

function preferredLocale(acceptLanguage: string | undefined): Locale {
  const header = acceptLanguage?.slice(0, MOST_CHARACTERS)
  const tags = new Negotiator({ headers: { 'accept-language': header } }).languages()
  const asked = tags.slice(0, MOST_LANGUAGES).filter(isTag)
  return findLocale(match(asked, LOCALES, DEFAULT_LOCALE)) ?? DEFAULT_LOCALE
}

/**
 * Which page answers a request, or `null` where it asks for none. `url` stands under no base path, and may have a
 * query.
 */
export function pageRequest(url: string, acceptLanguage: string | undefined): PageRequest | null {
  const [path = '', query] = url.split('?', 2)
  if (NO_PAGE.test(path)) return null
  const locale = findLocale(new URLSearchParams(query).get('lang')) ?? preferredLocale(acceptLanguage)
  const page = path === '' ? '/' : path
  const missing = !PAGES.includes(page)
  return { locale, path: `/${locale}${missing ? '/missing' : page.replace(/\/$/, '')}`, missing }
}

/** Has Next answer with the page in the reader's language. Says which path it is now, without the base path. */
export function choosePage(request: IncomingMessage, response: ServerResponse, basePath: string): string {
  const url = (request.url ?? '/').slice(basePath.length)
  const [path = '', query] = url.split('?', 2)
  const page = pageRequest(url, request.headers['accept-language'])
  if (page === null) return path
  request.url = `${basePath}${page.path}${query === undefined ? '' : `?${query}`}`
  // Next sets them anew.
  onHeaders(response, () => {
    response.appendHeader('vary', 'accept-language')
    response.setHeader('content-language', page.locale)
    // Next has caches between us and the reader keep a static page for a year: past the next build, which has no script
    // of it any more, and past the day on which there is a page where there was none.
    response.setHeader('cache-control', page.missing ? 'no-store' : 'no-cache')
    if (page.missing && response.statusCode === 200) response.statusCode = 404
  })
  return page.path
}
