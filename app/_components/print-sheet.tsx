'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useEffect, useMemo } from 'react'
import { createPortal } from 'react-dom'
import { linkPlace } from './link-place.ts'
import { moment } from './moment.ts'
import styles from './print-sheet.module.css'
import { QrCode } from './qr-code.tsx'
import { qrPath } from './qr-path.ts'
import { useWords } from './use-words.ts'

interface PrintSheetProps {
  readonly url: string
  /** Unix ms. */
  readonly expiresAt: number
  readonly needsPassword: boolean
  readonly onDone: () => void
}

function Words({ words }: { words: readonly string[] }) {
  return (
    <ol className={styles.words} lang="en" dir="ltr" translate="no">
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
        <li key={index}>{word}</li>
      ))}
    </ol>
  )
}

/**
 * One link on paper: nothing of the page but this is printed. It opens the browser's own dialog as soon as the words
 * are there, and is gone after it.
 */
export function PrintSheet({ url, expiresAt, needsPassword, onDone }: PrintSheetProps) {
  const t = useTranslations('common.print')
  const locale = useLocale()
  const words = useWords(url)
  const qr = useMemo(() => qrPath(url), [url])
  useEffect(() => {
    if (words === null) return
    addEventListener('afterprint', onDone)
    print()
    return () => removeEventListener('afterprint', onDone)
  }, [words, onDone])
  return createPortal(
    <article className={styles.sheet} aria-hidden="true">
      <h1>{t('title')}</h1>
      <div className={styles.ways}>
        <section>
          <h2>{t('byWords')}</h2>
          <p>{t.rich('typeAt', { place: () => <strong>{linkPlace(url)}</strong> })}</p>
          {Array.isArray(words) && <Words words={words} />}
        </section>
        <section>
          <h2>{t('byCamera')}</h2>
          <QrCode qr={qr} className={styles.code} />
        </section>
      </div>
      <p>{t(needsPassword ? 'rulesPassword' : 'rules', { moment: moment(expiresAt, locale) })}</p>
    </article>,
    document.body,
  )
}
