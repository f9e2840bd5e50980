'use client'

import { useTranslations } from 'next-intl'

/**
 * Common words, and the names of buttons that say which of several links they are `about`, for whoever hears one after
 * another; where there is one alone, its own label says enough.
 */
export function useNames(about: string | undefined) {
  const t = useTranslations('common')
  const named = (action: string) => (about === undefined ? undefined : t('about', { action, which: about }))
  return { t, named }
}
