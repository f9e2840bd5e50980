import { useTranslations } from 'next-intl'
import { Scenery } from '../_components/scenery.tsx'
import styles from './about.module.css'
import { KeyPicture } from './key-picture.tsx'
import { Operator } from './operator.tsx'
import { Kept, Limits, Sees, Steps, Ways } from './sections.tsx'

/** How it works, and what can be promised. */
export function AboutPage() {
  const t = useTranslations('about')
  return (
    <main className={styles.about} id="main">
      <article className={styles.article}>
        <h1 className={styles.title}>{t('title')}</h1>
        <p className={styles.lede}>{t('lede')}</p>
        <KeyPicture />
        <Steps />
        <Ways />
        <Sees />
        <Kept />
        <Operator />
        <Limits />
      </article>
      {/* Last, so that it is there only when all that it stands below is. */}
      <Scenery mood="bloom" aside />
    </main>
  )
}
