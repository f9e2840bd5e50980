'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { LookWords } from '../look/look-messages.ts'

/** What the frame says. It fills in by itself what it finds in the file. */
export function useLookWords(): LookWords {
  const t = useTranslations('look')
  const locale = useLocale()
  return {
    locale,
    direction: document.dir,
    title: t('open'),
    textCut: t('frame.textCut'),
    page: t('frame.page', { page: '{page}', text: '{text}' }),
    morePages: t('frame.morePages', { drawn: '{drawn}', pages: '{pages}' }),
  }
}
