import { LOCALES } from '../../lib/wire/locales.ts'
import type { NamedLanguage } from './language-chooser.tsx'

function nameOf(locale: string): string {
  const name = new Intl.DisplayNames([locale], { type: 'language', languageDisplay: 'standard' }).of(locale) ?? locale
  // In running text many languages write it small; here it stands by itself.
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}

/** All languages, each in its own name and by the order of those names. */
export function languageNames(): readonly NamedLanguage[] {
  return LOCALES.map((locale) => ({ locale, name: nameOf(locale) })).sort((a, b) => a.name.localeCompare(b.name, 'en'))
}
