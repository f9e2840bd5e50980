import { clock, dateLocale } from '../_components/moment.ts'

/** Unix ms as `Tue 24 Nov, 11:20`, in the reader's time zone; with the year where it is not that of `now`. */
export function briefMoment(at: number, now = Date.now()): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const day = new Date(at).toLocaleDateString(dateLocale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  })
  // A day is read as one word.
  return `${day.replaceAll(/,? /g, '\u00a0')}, ${clock(at)}`
}
