'use client'

import { type ReactNode, useEffect, useState } from 'react'
import type { WordSlip } from '../../lib/format/word-slips.ts'
import controls from '../_components/controls.module.css'
import styles from './word-slip-note.module.css'

interface WordSlipNoteProps {
  readonly text: string
  readonly onMend: (words: string) => void
}

/** The slip in a row of words; `null` where it is none, or not looked for yet. The word list is loaded for it. */
function useSlip(text: string): WordSlip | null {
  const [found, setFound] = useState<{ readonly text: string; readonly slip: WordSlip | null } | null>(null)
  useEffect(() => {
    let here = true
    import('../../lib/format/word-slips.ts')
      .then(({ findSlip }) => findSlip(text))
      .then(
        (slip) => here && setFound({ text, slip }),
        () => undefined,
      )
    return () => {
      here = false
    }
  }, [text])
  return found?.text === text ? found.slip : null
}

function replaced(text: string, place: number, word: string): string {
  const words = text.trim().split(/[\s,-]+/)
  words[place - 1] = word
  return words.join(' ')
}

function Mends({ mends, onMend }: { mends: readonly { label: string; row: string }[]; onMend: (row: string) => void }) {
  return (
    <span className={styles.mends}>
      {mends.map(({ label, row }) => (
        <button key={label} type="button" className={controls.secondary} onClick={() => onMend(row)}>
          {label}
        </button>
      ))}
    </span>
  )
}

function mendLabel({ words, places }: { words: string; places: readonly number[] }): string {
  const row = words.split('-')
  return places.map((place) => `${place}. ${row[place - 1] ?? ''}`).join(', ')
}

function slipWords(slip: WordSlip, text: string, onMend: (words: string) => void): ReactNode {
  switch (slip.kind) {
    case 'unknown':
      return (
        <>
          <span>
            Word {slip.place}, <bdi className={styles.word}>{slip.word}</bdi>, is not in the list
            {slip.nearest.length > 0 ? '. Did you mean' : '.'}
          </span>
          <Mends
            mends={slip.nearest.map((word) => ({ label: word, row: replaced(text, slip.place, word) }))}
            onMend={onMend}
          />
        </>
      )
    case 'count':
      return <span>A link has eleven words, and these are {slip.words}.</span>
    case 'checksum':
      return (
        <>
          <span>
            All of these are words, but one is wrong or two have changed places
            {slip.mends.length > 0 ? '. Perhaps' : '. Compare each with the sender’s.'}
          </span>
          <Mends mends={slip.mends.map((mend) => ({ label: mendLabel(mend), row: mend.words }))} onMend={onMend} />
        </>
      )
  }
}

/** Points at the slip in a row of words, and offers what would mend it. */
export function WordSlipNote({ text, onMend }: WordSlipNoteProps) {
  const slip = useSlip(text)
  if (slip === null) return null
  return (
    <p className={controls.problem} role="alert">
      {slipWords(slip, text, onMend)}
    </p>
  )
}
