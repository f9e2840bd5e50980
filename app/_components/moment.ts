/** The reader's own English, or British: the page's words are English, so its dates are too. */
export function dateLocale(): string {
  return navigator.language.startsWith('en') ? navigator.language : 'en-GB'
}

/** Unix ms as `Tuesday 24 November, 11:20`, in the reader's time zone. */
export function moment(at: number): string {
  const date = new Date(at)
  const day = date.toLocaleDateString(dateLocale(), { weekday: 'long', day: 'numeric', month: 'long' })
  // The day and its month stay on one line.
  return `${day.replace(/(\d) (?=\p{L})/u, '$1\u00a0')}, ${clock(at)}`
}

/** Unix ms as `11:20`, in the reader's time zone. */
export function clock(at: number): string {
  return new Date(at).toLocaleTimeString(dateLocale(), { hour: 'numeric', minute: '2-digit' })
}
