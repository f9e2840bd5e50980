'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import controls from './controls.module.css'
import { CopySmall } from './copy-small.tsx'
import { linkPlace } from './link-place.ts'
import { SayIt } from './say-it.tsx'
import { useWords } from './use-words.ts'
import styles from './words-panel.module.css'

/** A link as eleven words, to copy or to say. */
export function WordsPanel({ url }: { url: string }) {
  const t = useTranslations('common.words')
  const words = useWords(url)
  const [isSaying, setSaying] = useState(false)
  if (words === null) return <p className={controls.hint}>{t('loading')}</p>
  if (words === 'failed') {
    return (
      <p className={controls.problem} role="alert">
        {t('failed')}
      </p>
    )
  }
  return (
    <>
      <p className={controls.hint}>{t.rich('explanation', { place: () => <strong>{linkPlace(url)}</strong> })}</p>
      <ol className={styles.words} aria-label={t('label')} lang="en" dir="ltr" translate="no">
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
          <li key={index}>{word}</li>
        ))}
      </ol>
      <div className={controls.row}>
        <CopySmall text={words.join(' ')} label={t('copy')} />
        <button type="button" className={`${controls.secondary} ${controls.small}`} onClick={() => setSaying(true)}>
          {t('say')}
        </button>
      </div>
      {isSaying && <SayIt words={words} place={linkPlace(url)} onClose={() => setSaying(false)} />}
    </>
  )
}
