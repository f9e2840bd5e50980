'use client'

import { useState } from 'react'
import controls from './controls.module.css'
import { CopySmall } from './copy-small.tsx'
import { linkPlace } from './link-place.ts'
import { SayIt } from './say-it.tsx'
import { useWords } from './use-words.ts'
import styles from './words-panel.module.css'

/** A link as eleven words, to copy or to say. */
export function WordsPanel({ url }: { url: string }) {
  const words = useWords(url)
  const [isSaying, setSaying] = useState(false)
  if (words === null) return <p className={controls.hint}>Looking the words up …</p>
  if (words === 'failed') {
    return (
      <p className={controls.problem} role="alert">
        The list of words did not load. Check the network, close this and open it again.
      </p>
    )
  }
  return (
    <>
      <p className={controls.hint}>
        The same link as eleven words: to dictate, or to type at <strong>{linkPlace(url)}</strong>.
      </p>
      <ol className={styles.words} aria-label="Link as words">
        {words.map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
          <li key={index}>{word}</li>
        ))}
      </ol>
      <div className={controls.row}>
        <CopySmall text={words.join(' ')} label="Copy words" />
        <button type="button" className={`${controls.secondary} ${controls.small}`} onClick={() => setSaying(true)}>
          Say it
        </button>
      </div>
      {isSaying && <SayIt words={words} place={linkPlace(url)} onClose={() => setSaying(false)} />}
    </>
  )
}
