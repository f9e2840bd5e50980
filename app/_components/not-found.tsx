import { useTranslations } from 'next-intl'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from './controls.module.css'
import { Place } from './place.tsx'

/** What stands where no page is. */
export function NotFound() {
  const t = useTranslations('site.notFound')
  return (
    <Place phase="not-found" alone voice={{ title: t('title'), text: t('text'), mood: 'gone' }}>
      <div className={controls.row}>
        <a className={`${controls.primary} ${controls.large}`} href={inSite('/d')}>
          {t('open')}
        </a>
        <a className={`${controls.secondary} ${controls.large}`} href={inSite('/')}>
          {t('send')}
        </a>
      </div>
    </Place>
  )
}
