'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Language } from '../../lib/client/words/language.ts'

/** The reader's language, for words that are made outside components. */
export function useLanguage(): Language {
  const locale = useLocale()
  const t = useTranslations()
  return useMemo(() => ({ locale, t }), [locale, t])
}
