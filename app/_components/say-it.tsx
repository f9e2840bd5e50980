'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import controls from './controls.module.css'
import styles from './say-it.module.css'

interface SayItProps {
  readonly words: readonly string[]
  /** Where they are typed. */
  readonly place: string
  readonly onClose: () => void
}

/**
 * The words over the whole screen, to be read across a room or aloud. A real dialog: Escape closes it, and the focus
 * goes back to where it was.
 */
export function SayIt({ words, place, onClose }: SayItProps) {
  const t = useTranslations('common.words')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className={styles.screen} aria-label={t('say')} onClose={onClose}>
      <header className={styles.header}>
        <p>{t.rich('typeAt', { place: () => <strong>{place}</strong> })}</p>
        <button type="button" className={controls.secondary} onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </header>
      <ol className={styles.words} lang="en" dir="ltr" translate="no">
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
          <li key={index}>{word}</li>
        ))}
      </ol>
    </dialog>
  )
}
