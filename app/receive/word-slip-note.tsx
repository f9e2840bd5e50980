'use client'

import { type ReactNode, useEffect, useState } from 'react'
import type { Language } from '../../lib/client/words/language.ts'
import type { WordSlip } from '../../lib/format/word-slips.ts'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'
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

/** The word that is mended, or the two that change places. */
function mendLabel(words: readonly string[], [place = 0, nextPlace]: readonly number[], { t }: Language): string {
  const word = words[place - 1] ?? ''
  if (nextPlace === undefined) return t('receive.slip.mendOne', { place, word })
  return t('receive.slip.mendTwo', { place, word, nextPlace, nextWord: words[nextPlace - 1] ?? '' })
}

const bdi = (chunks: ReactNode) => <bdi className={styles.word}>{chunks}</bdi>

function slipWords(slip: WordSlip, onMend: (words: string) => void, language: Language): ReactNode {
  const { t } = language
  switch (slip.kind) {
    case 'unknown':
      return (
        <>
          <span>
            {t.rich(slip.nearest.length > 0 ? 'receive.slip.unknownNear' : 'receive.slip.unknown', {
              place: slip.place,
              word: slip.word,
              bdi,
            })}
          </span>
          <Mends
            mends={slip.nearest.map((word) => ({ label: word, row: slip.row.with(slip.place - 1, word).join(' ') }))}
            onMend={onMend}
          />
        </>
      )
    case 'count':
      return <span>{t(slip.words < 11 ? 'receive.slip.tooFew' : 'receive.slip.tooMany', { count: slip.words })}</span>
    case 'checksum':
      return (
        <>
          <span>{t(slip.mends.length > 0 ? 'receive.slip.orderNear' : 'receive.slip.order')}</span>
          <Mends
            mends={slip.mends.map(({ words, places }) => ({
              label: mendLabel(words, places, language),
              row: words.join(' '),
            }))}
            onMend={onMend}
          />
        </>
      )
  }
}

/** Points at the slip in a row of words, and offers what would mend it. */
export function WordSlipNote({ text, onMend }: WordSlipNoteProps) {
  const language = useLanguage()
  const slip = useSlip(text)
  if (slip === null) return null
  return (
    <div className={controls.problem} role="alert">
      {slipWords(slip, onMend, language)}
    </div>
  )
}
