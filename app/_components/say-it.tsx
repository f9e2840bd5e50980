'use client'

import { useEffect, useRef } from 'react'
import controls from './controls.module.css'
import styles from './say-it.module.css'

interface SayItProps {
  readonly words: readonly string[]
  /** Where they are typed. */
  readonly place: string
  readonly onClose: () => void
}

/** The words over the whole screen, to be read across a room or aloud. A real dialog: Escape closes it, and the focus goes back to where it was. */
export function SayIt({ words, place, onClose }: SayItProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className={styles.screen} aria-label="Say it" onClose={onClose}>
      <header className={styles.header}>
        <p>
          Go to <strong>{place}</strong> and type these words:
        </p>
        <button type="button" className={controls.secondary} onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <ol className={styles.words}>
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
          <li key={index}>{word}</li>
        ))}
      </ol>
    </dialog>
  )
}
