import { useTranslations } from 'next-intl'
import { OperatorLinks } from '../_components/operator-links.tsx'
import styles from './about.module.css'

/** Who answers for this instance: hidden where they have not said so ([Note: Instance settings]). */
export function Operator() {
  const t = useTranslations('site.operator')
  return (
    <section data-instance="answers">
      <h2>{t('title')}</h2>
      <p>{t('text')}</p>
      <p className={styles.operator} data-instance="operator" />
      <ul className={styles.operatorLinks}>
        <OperatorLinks />
      </ul>
    </section>
  )
}
