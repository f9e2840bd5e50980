const format = (at: number, withYear: boolean) =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(withYear && { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)

/** Unix ms as `Tue, 24 Nov, 11:20`, in this machine's time zone; with the year where it is not this one. */
export function moment(at: number): string {
  return format(at, new Date(at).getFullYear() !== new Date().getFullYear())
}
