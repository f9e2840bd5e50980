/** Which way a language is written. `getTextInfo` is newer than the types that TypeScript brings. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  const language = new Intl.Locale(locale) as Intl.Locale & { getTextInfo(): { direction: 'ltr' | 'rtl' } }
  return language.getTextInfo().direction
}
