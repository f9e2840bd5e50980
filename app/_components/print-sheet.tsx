'use client'

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
    <ol className={styles.words}>
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
        <li key={index}>{word}</li>
      ))}
    </ol>
  )
}

/** One link on paper: nothing of the page but this is printed. It opens the browser's own dialog as soon as the words are there, and is gone after it. */
export function PrintSheet({ url, expiresAt, needsPassword, onDone }: PrintSheetProps) {
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
      <h1>Something was sent to you.</h1>
      <div className={styles.ways}>
        <section>
          <h2>By words</h2>
          <p>
            Go to <strong>{linkPlace(url)}</strong> and type:
          </p>
          {Array.isArray(words) && <Words words={words} />}
        </section>
        <section>
          <h2>By camera</h2>
          <QrCode qr={qr} className={styles.code} />
        </section>
      </div>
      <p>
        It can be opened until {moment(expiresAt)}.{' '}
        {needsPassword && 'You are asked for a password, which comes to you another way. '}
        Whoever has this sheet can open it: keep it as you would keep what was sent, and tear it up afterwards.
      </p>
    </article>,
    document.body,
  )
}
