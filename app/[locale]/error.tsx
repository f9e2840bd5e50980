'use client'

import { useTranslations } from 'next-intl'
import controls from '../_components/controls.module.css'
import { Place } from '../_components/place.tsx'

export default function ErrorPage({ reset }: { reset: () => void }) {
  const t = useTranslations('site.trouble')
  return (
    <Place phase="error" alone voice={{ title: t('title'), text: t('text'), mood: 'gone' }}>
      <button type="button" className={`${controls.primary} ${controls.large}`} onClick={reset}>
        {t('retry')}
      </button>
    </Place>
  )
}
