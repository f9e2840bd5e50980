import { dateLocale as varietyOf } from '../../lib/client/words/dates.ts'

/** The locale for dates on a page in that language. */
export function dateLocale(locale: string): string {
  return varietyOf(locale, navigator.languages)
}

/** Unix ms as `Tuesday 24 November, 11:20`, in the reader's time zone. */
export function moment(at: number, locale: string): string {
  const text = new Intl.DateTimeFormat(dateLocale(locale), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  }).format(at)
  // In English sentences, as in “until …”, it would be one “at” too many. The day and its month stay on one
  // line, and the time with what follows it, as in “24. November” and “11:20 am”.
  return text.replace(' at ', ', ').replace(/(\d\.?) (?=\p{L})/gu, '$1\u00a0')
}

/** Unix ms as `11:20`, in the reader's time zone. */
export function clock(at: number, locale: string): string {
  return new Intl.DateTimeFormat(dateLocale(locale), { hour: 'numeric', minute: '2-digit' }).format(at)
}
