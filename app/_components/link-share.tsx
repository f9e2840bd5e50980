'use client'

import { useCallback, useId, useState } from 'react'
import controls from './controls.module.css'
import { later } from './later.tsx'
import styles from './link-share.module.css'
import { useNames } from './use-names.ts'

const WordsPanel = later(() => import('./words-panel.tsx').then(({ WordsPanel: Panel }) => Panel))
const QrPanel = later(() => import('./qr-panel.tsx').then(({ QrPanel: Panel }) => Panel))
const PrintSheet = later(() => import('./print-sheet.tsx').then(({ PrintSheet: Sheet }) => Sheet))

interface LinkShareProps {
  readonly url: string
  /** Unix ms. */
  readonly expiresAt: number
  readonly needsPassword: boolean
  /** Which of several links, for whoever hears one button after another. */
  readonly about?: string | undefined
}

/** Other ways to hand a link on: as words, as a QR code, on paper. Each is loaded when it is asked for. */
export function LinkShare({ url, expiresAt, needsPassword, about }: LinkShareProps) {
  const { t, named } = useNames(about)
  const [shown, setShown] = useState<'words' | 'qr' | null>(null)
  const [isPrinting, setPrinting] = useState(false)
  const printed = useCallback(() => setPrinting(false), [])
  const id = useId()
  const opener = (way: 'words' | 'qr', label: string) => (
    <button
      type="button"
      className={`${controls.quiet} ${controls.small} ${styles.way}`}
      aria-expanded={shown === way}
      aria-controls={id}
      aria-label={named(label)}
      onClick={() => setShown(shown === way ? null : way)}
    >
      {label}
    </button>
  )
  return (
    <div className={styles.share}>
      <div className={styles.ways} role="group" aria-label={t('share.label')}>
        {opener('words', t('share.words'))}
        {opener('qr', t('share.qr'))}
        <button
          type="button"
          className={`${controls.quiet} ${controls.small} ${styles.way}`}
          aria-label={named(t('share.print'))}
          onClick={() => setPrinting(true)}
        >
          {t('share.print')}
        </button>
      </div>
      <div id={id} className={styles.panel} hidden={shown === null}>
        {shown === 'words' && <WordsPanel url={url} />}
        {shown === 'qr' && <QrPanel url={url} />}
      </div>
      {isPrinting && <PrintSheet url={url} expiresAt={expiresAt} needsPassword={needsPassword} onDone={printed} />}
    </div>
  )
}
