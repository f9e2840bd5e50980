import { nameInSite } from '../../lib/wire/base-path.ts'

/**
 * [Note: Remembered language] A language that somebody chose is kept in `localStorage`: it is no secret, has to be read
 * before the page is drawn, which IndexedDB cannot do, and as a cookie it would travel with every request. This file
 * alone may use it. The server never learns the choice but by `?lang=`, which is taken out of the address again.
 */
const KEY = nameInSite('snowdrop language')

/** Keeps the choice. Where the browser keeps nothing, the address does. */
export function rememberLanguage(locale: string): void {
  try {
    localStorage.setItem(KEY, locale)
  } catch {
    // Then `?lang=` stays in the address, and a reload keeps the language that way.
  }
}

/**
 * This page in another language, with what stands after `?` and `#`: the fragment is a drop's key, and does not travel.
 */
export function inLanguage(address: string, locale: string): string {
  const url = new URL(address)
  url.searchParams.set('lang', locale)
  return url.href
}

/** Runs by itself in the head of a page, before anything is drawn: everything it uses stands in it. */
function preferRemembered(key: string): void {
  try {
    const kept = localStorage.getItem(key)
    if (kept === null) return
    const url = new URL(location.href)
    const asked = url.searchParams.get('lang')
    if (asked === null && kept !== document.documentElement.lang) {
      url.searchParams.set('lang', kept)
      location.replace(url)
    } else if (asked === kept) {
      url.searchParams.delete('lang')
      history.replaceState(history.state, '', url)
    }
  } catch {
    // Nothing is kept here, so nothing was chosen.
  }
}

/**
 * The script in the head of every page: goes to the remembered language where the page has another, and clears the
 * address.
 */
export const PREFER_REMEMBERED = `(${preferRemembered.toString()})(${JSON.stringify(KEY)})`
