/** The script that a language is written in, also where its tag does not say so: `Hant` for `zh-TW`. */
function scriptOf(locale: string): string | undefined {
  return new Intl.Locale(locale).maximize().script
}

/**
 * The reader's own variety of a page's language, as dates differ more than words do: `de-AT` for pages in `de`. It has
 * the page's script, as a date stands among its words. `preferred` are the languages that the reader's browser names.
 * Without one, English is British, which writes a day before its month and hours to 24.
 */
export function dateLocale(locale: string, preferred: readonly string[] = []): string {
  const { language } = new Intl.Locale(locale)
  const own = preferred.find((each) => each.split('-')[0] === language && scriptOf(each) === scriptOf(locale))
  return own ?? (locale === 'en' ? 'en-GB' : locale)
}

/** Unix ms with its year, as `24 Nov 2026, 11:20`. */
export function dateAndTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(dateLocale(locale), { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
