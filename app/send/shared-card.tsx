'use client'

import { useTranslations } from 'next-intl'
import type { Shared } from '../../lib/adapters/sharing/shell-messages.ts'
import { totalSize } from '../../lib/client/words/amounts.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'
import styles from './unfinished-card.module.css'

/** Something that was shared with a page that is no app's: nobody knows by whom, so it waits for a word. */
export interface Offer {
  readonly shared: Shared
  readonly onTake: () => void
  readonly onDiscard: () => void
}

/** How much of a text is shown before it is taken. */
const MOST_TEXT = 200

/** Names and sizes of files, or how a text begins. */
function contentOf({ files, text }: Shared, { t, locale }: Language): string {
  const [first, ...others] = files
  if (first === undefined) return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text
  const { name } = first
  const names = others.length > 0 ? t('send.unfinished.more', { name, count: others.length }) : name
  return `${names} · ${formatBytes(totalSize(files), locale)}`
}

/** Asks whether what was shared is to be taken. */
export function SharedCard({ shared, onTake, onDiscard }: Offer) {
  const t = useTranslations('send')
  return (
    <section className={styles.card} aria-label={t('shared.title')}>
      <h2 className={styles.title}>{t('shared.title')}</h2>
      <p>
        <bdi>{contentOf(shared, useLanguage())}</bdi>
      </p>
      <p className={controls.hint}>{t('shared.hint')}</p>
      <div className={controls.row}>
        <button type="button" className={`${controls.primary} ${controls.small}`} onClick={onTake}>
          {t('shared.take')}
        </button>
        <button type="button" className={`${controls.quiet} ${controls.small}`} onClick={onDiscard}>
          {t('unfinished.discard.label')}
        </button>
      </div>
    </section>
  )
}
