import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import controls from '../_components/controls.module.css'
import type { RowWord } from './use-completion.ts'
import styles from './word-row.module.css'

/** How many words a link has. */
const WORDS = 11

const bdi = (chunks: ReactNode) => <bdi>{chunks}</bdi>
const spoken = (chunks: ReactNode) => <span className="visually-hidden">{chunks}</span>

/** The words so far, counted, and those marked that the list does not have. */
export function WordRow({ row, fitting }: { row: readonly RowWord[]; fitting: number }) {
  const t = useTranslations('receive.words')
  // One word alone may still become a link or a code.
  if (row.length < 2) return null
  return (
    <div className={styles.side}>
      <ol className={styles.words} dir="ltr" aria-label={t('label')}>
        {row.map(({ word, isKnown, isGrowing }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and its place is what it is
          <li key={place} data-state={isKnown ? 'known' : isGrowing ? 'growing' : 'unknown'}>
            {isKnown || isGrowing ? <bdi>{word}</bdi> : t.rich('unknown', { word, bdi, spoken })}
          </li>
        ))}
      </ol>
      <p className={controls.hint} role="status">
        {t.rich('count', { count: row.length, total: WORDS, fitting, spoken })}
      </p>
    </div>
  )
}
