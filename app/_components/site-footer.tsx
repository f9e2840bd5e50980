import { useLocale, useTranslations } from 'next-intl'
import { inSite } from '../../lib/wire/base-path.ts'
import { LanguageChooser } from '../language/language-chooser.tsx'
import { languageNames } from '../language/language-names.ts'
import { OperatorLinks } from './operator-links.tsx'
import styles from './site-footer.module.css'

/** The ground under every page. */
export function SiteFooter() {
  const t = useTranslations('site.footer')
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <p>{t('promise')}</p>
        <ul>
          <li>
            <LanguageChooser label={t('language')} current={useLocale()} languages={languageNames()} />
          </li>
          <li>
            <a href={inSite('/about')}>{t('about')}</a>
          </li>
          <li>
            <a href="https://github.com/snowdrop/snowdrop" rel="noreferrer">
              {t('source')}
            </a>
          </li>
          <OperatorLinks />
        </ul>
      </div>
    </footer>
  )
}
