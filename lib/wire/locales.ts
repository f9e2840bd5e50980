/**
 * The languages of the interface, as BCP 47 tags: each has its words in `messages/`, proved by `scripts/messages/`.
 * English is the source.
 */
export const LOCALES = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt-BR',
  'ro',
  'nl',
  'sv',
  'pl',
  'ru',
  'uk',
  'tr',
  'el',
  'zh-Hans',
  'zh-Hant',
  'ja',
  'ko',
  'vi',
  'id',
  'ar',
  'fa',
  'he',
  'hi',
  'bn',
] as const

export type Locale = (typeof LOCALES)[number]

export const DEFAULT_LOCALE: Locale = 'en'

/** The language of that tag, if the interface has it. */
export function findLocale(tag: string | null | undefined): Locale | undefined {
  return LOCALES.find((locale) => locale === tag)
}
