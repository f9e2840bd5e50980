import type { Language } from '../../lib/client/words/language.ts'

/** Whole seconds left, in words that do not jump at each tick. */
export function timeLeft(seconds: number, { t }: Language): string {
  if (seconds < 5) return t('common.timeLeft.moment')
  const fives = Math.ceil(seconds / 5) * 5
  if (fives < 60) return t('common.timeLeft.seconds', { count: fives })
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return t('common.timeLeft.minutes', { count: minutes })
  return t('common.timeLeft.hours', { count: Math.round(seconds / 3600) })
}
