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

function Mends({ mends, onMend }: { mends: readonly { label: string; row: string }[]; onMend: (row: string) => void }) {
  return (
    <div className={styles.mends}>
      {mends.map(({ label, row }) => (
        <button
          key={label}
          type="button"
          className={`${controls.secondary} ${controls.small}`}
          onClick={() => onMend(row)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

function mendLabel(words: readonly string[], places: readonly number[]): string {
  return places.map((place) => `${place}. ${words[place - 1] ?? ''}`).join(', ')
}

function slipWords(slip: WordSlip, onMend: (words: string) => void): ReactNode {
  switch (slip.kind) {
    case 'unknown':
      return (
        <>
          <span>
            Word {slip.place}, <bdi className={styles.word}>{slip.word}</bdi>, is not in the list
            {slip.nearest.length > 0 ? '. Did you mean' : '.'}
          </span>
          <Mends
            mends={slip.nearest.map((word) => ({ label: word, row: slip.row.with(slip.place - 1, word).join(' ') }))}
            onMend={onMend}
          />
        </>
      )
    case 'count':
      return (
        <span>
          A link has eleven words, and these are {slip.words}.{' '}
          {slip.words < 11 ? 'Some are missing.' : 'Some are too many.'}
        </span>
      )
    case 'checksum':
      return (
        <>
          <span>
            All of these are words, but one is wrong or two have changed places
            {slip.mends.length > 0 ? '. Perhaps' : '. Compare each with the sender’s.'}
          </span>
          <Mends
            mends={slip.mends.map(({ words, places }) => ({ label: mendLabel(words, places), row: words.join(' ') }))}
            onMend={onMend}
          />
        </>
      )
  }
}

/** Points at the slip in a row of words, and offers what would mend it. */
export function WordSlipNote({ text, onMend }: WordSlipNoteProps) {
  const slip = useSlip(text)
  if (slip === null) return null
  return (
    <div className={controls.problem} role="alert">
      {slipWords(slip, onMend)}
    </div>
  )
}
