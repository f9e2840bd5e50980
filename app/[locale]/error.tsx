'use client'

import { useTranslations } from 'next-intl'
import controls from '../_components/controls.module.css'
import { StillPlace } from '../_components/still-place.tsx'

export default function ErrorPage({ reset }: { reset: () => void }) {
  const t = useTranslations('site.trouble')
  return (
    <StillPlace title={t('title')} text={t('text')}>
      <button type="button" className={`${controls.primary} ${controls.large}`} onClick={reset}>
        {t('retry')}
      </button>
    </StillPlace>
  )
}
