import { useTranslations } from 'next-intl'
import { inSite } from '../../lib/wire/base-path.ts'
import { Emblem } from './emblem.tsx'
import styles from './site-header.module.css'

/** Name and ways. Plain links: leaving a page with a running transfer is then asked for by the browser itself. */
export function SiteHeader() {
  const t = useTranslations('site.header')
  return (
    <header className={styles.header}>
      <a className={styles.skip} href="#main">
        {t('skip')}
      </a>
      <a className={styles.home} href={inSite('/')}>
        <span className={styles.emblem} data-instance="logo">
          <Emblem />
        </span>
        <span data-instance="name">
          <span>Snowdrop</span>
        </span>
      </a>
      <nav className={styles.ways} aria-label={t('pages')}>
        <a href={inSite('/d')}>{t('receive')}</a>
        <a href={inSite('/sent')}>{t('sent')}</a>
        <a href={inSite('/about')}>{t('about')}</a>
      </nav>
    </header>
  )
}
