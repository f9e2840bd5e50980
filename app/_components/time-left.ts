/** Whole seconds left, in words that do not jump at each tick. */
export function timeLeft(seconds: number): string {
  if (seconds < 5) return 'a few seconds left'
  const fives = Math.ceil(seconds / 5) * 5
  if (fives < 60) return `${fives} seconds left`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return minutes === 1 ? 'about a minute left' : `about ${minutes} minutes left`
  const hours = Math.round(seconds / 3600)
  return hours === 1 ? 'about an hour left' : `about ${hours} hours left`
}
