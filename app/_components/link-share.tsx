'use client'

import { useCallback, useId, useState } from 'react'
import controls from './controls.module.css'
import { later } from './later.tsx'
import styles from './link-share.module.css'

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
      aria-label={about === undefined ? undefined : `${label}: ${about}`}
      onClick={() => setShown(shown === way ? null : way)}
    >
      {label}
    </button>
  )
  return (
    <div className={styles.share}>
      <div className={styles.ways} role="group" aria-label="Other ways to hand it on">
        {opener('words', 'As words')}
        {opener('qr', 'QR code')}
        <button
          type="button"
          className={`${controls.quiet} ${controls.small} ${styles.way}`}
          aria-label={about === undefined ? undefined : `Print: ${about}`}
          onClick={() => setPrinting(true)}
        >
          Print
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
