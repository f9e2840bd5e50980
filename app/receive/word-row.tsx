import controls from '../_components/controls.module.css'
import type { RowWord } from './use-completion.ts'
import styles from './word-row.module.css'

/** How many words a link has. */
const WORDS = 11

/** The words so far, counted, and those marked that the list does not have. */
export function WordRow({ row, fitting }: { row: readonly RowWord[]; fitting: number }) {
  // One word alone may still become a link or a code.
  if (row.length < 2) return null
  return (
    <div className={styles.side}>
      <ol className={styles.words} aria-label="Words so far">
        {row.map(({ word, isKnown, isGrowing }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and its place is what it is
          <li key={place} data-state={isKnown ? 'known' : isGrowing ? 'growing' : 'unknown'}>
            <bdi>{word}</bdi>
            {!isKnown && !isGrowing && <span className="visually-hidden"> is not in the list</span>}
          </li>
        ))}
      </ol>
      <p className={controls.hint} role="status">
        {row.length} of {WORDS} words
        {fitting > 0 && <span className="visually-hidden">, {fitting === 1 ? 'one fits' : `${fitting} fit`}</span>}
      </p>
    </div>
  )
}
