/** A moment as a failure names it. Unix ms. */
export function timeOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
