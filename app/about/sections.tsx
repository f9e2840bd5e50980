import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { inSite } from '../../lib/wire/base-path.ts'
import styles from './about.module.css'

/** What translators may mark in a message. */
const tags = {
  strong: (text: ReactNode) => <strong>{text}</strong>,
  code: (text: ReactNode) => <code>{text}</code>,
  sent: (text: ReactNode) => <a href={inSite('/sent')}>{text}</a>,
}

/** A drop's life in four steps. */
export function Steps() {
  const t = useTranslations('about.steps')
  return (
    <section>
      <h2>{t('title')}</h2>
      <ol className={styles.steps}>
        {(['sealed', 'linked', 'taken', 'gone'] as const).map((step) => (
          <li key={step}>{t.rich(step, tags)}</li>
        ))}
      </ol>
    </section>
  )
}

/** What a link can be, besides a link to files. */
export function Ways() {
  const t = useTranslations('about.ways')
  return (
    <section>
      <h2>{t('title')}</h2>
      <ul className={styles.list}>
        {(['password', 'words', 'recipients', 'notes'] as const).map((way) => (
          <li key={way}>{t.rich(way, tags)}</li>
        ))}
      </ul>
    </section>
  )
}

/** What stays on the sender's and the receiver's device. */
export function Kept() {
  const t = useTranslations('about.kept')
  return (
    <section>
      <h2>{t('title')}</h2>
      <ul className={styles.list}>
        {(['sent', 'upload', 'download', 'language', 'password'] as const).map((thing) => (
          <li key={thing}>{t.rich(thing, tags)}</li>
        ))}
      </ul>
    </section>
  )
}

/** What the server can and cannot see. */
export function Sees() {
  const t = useTranslations('about.sees')
  return (
    <section>
      <h2>{t('title')}</h2>
      <div className={styles.columns}>
        <div>
          <h3>{t('cannot.title')}</h3>
          <ul className={styles.list}>
            {(['content', 'names', 'link', 'password', 'you'] as const).map((thing) => (
              <li key={thing}>{t(`cannot.${thing}`)}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{t('can.title')}</h3>
          <ul className={styles.list}>
            {(['size', 'times', 'limits', 'address'] as const).map((thing) => (
              <li key={thing}>{t(`can.${thing}`)}</li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  )
}

/** What no such service can promise. */
export function Limits() {
  const t = useTranslations('about.limits')
  return (
    <section>
      <h2>{t('title')}</h2>
      <ul className={styles.list}>
        {(['page', 'link', 'copies', 'malware', 'device'] as const).map((limit) => (
          <li key={limit}>{t.rich(limit, tags)}</li>
        ))}
      </ul>
      <p className={styles.more}>
        <a href={inSite('/')}>{t('send')}</a>
        <a href="https://github.com/snowdrop/snowdrop" rel="noreferrer">
          {t('source')}
        </a>
      </p>
    </section>
  )
}
