import { dateLocale } from '../_components/moment.ts'

/** Unix ms as `Tue 24 Nov, 11:20`, in the reader's time zone; with the year where it is not that of `now`. */
export function briefMoment(at: number, locale: string, now = Date.now()): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const parts = new Intl.DateTimeFormat(dateLocale(locale), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
    hour: 'numeric',
    minute: '2-digit',
  }).formatToParts(at)
  const time = parts.findIndex(({ type }) => type === 'hour' || type === 'dayPeriod')
  // A day is read as one word: it has no comma inside, and a line ends only before the time.
  const words = parts.map(({ value }, index) => (index < time - 1 ? value.replaceAll(/,? /g, '\u00a0') : value))
  return words.join('')
}
