import { locale as localeInPath } from 'next/root-params'
import { getRequestConfig } from 'next-intl/server'
import { DEFAULT_LOCALE, findLocale } from '../../lib/wire/locales.ts'

/**
 * What next-intl asks for when a page is built: the words of the language that its path names ([Note: Language of a
 * page]).
 */
export default getRequestConfig(async () => {
  const locale = findLocale(await localeInPath()) ?? DEFAULT_LOCALE
  const words = (await import(`../../messages/${locale}.json`)) as { default: Record<string, unknown> }
  // Pages are built once for all time zones: dates are written where they are read, never here.
  return { locale, messages: words.default, timeZone: 'UTC' }
})
