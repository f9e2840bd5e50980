'use client'

import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { acceptWord, readTyping } from './word-typing.ts'

type WordList = Pick<typeof import('../../lib/format/words.ts'), 'completeWord' | 'splitWords' | 'isListWord'>

/** A word of the row, as far as it is typed. */
export interface RowWord {
  readonly word: string
  /** The list has it. */
  readonly isKnown: boolean
  /** It may still become a word of the list. */
  readonly isGrowing: boolean
}

/** Completions are offered from so many letters on: one letter would offer hundreds. */
const FROM_LETTERS = 2
const MOST = 6

/** The word list, loaded once something is typed that may be words. */
function useWordList(isNeeded: boolean): WordList | null {
  const [list, setList] = useState<WordList | null>(null)
  useEffect(() => {
    if (!isNeeded || list !== null) return
    let here = true
    import('../../lib/format/words.ts').then(
      ({ completeWord, splitWords, isListWord }) => here && setList({ completeWord, splitWords, isListWord }),
      // Without the list words are typed to their end.
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [isNeeded, list])
  return list
}

/** The row that a text is so far; empty where it is none, or the list is not there yet. */
function readRow(text: string, prefix: string | null, list: WordList | null): readonly RowWord[] {
  if (prefix === null || list === null) return []
  const words = list.splitWords(text)
  return words.map((word, place) => ({
    word,
    isKnown: list.isListWord(word),
    isGrowing: place === words.length - 1 && prefix !== '' && list.completeWord(prefix, 1).length > 0,
  }))
}

/** The words of the list that a beginning may become; none where it is one already. */
function completionsOf(prefix: string | null, list: WordList | null): readonly string[] {
  if (prefix === null || list === null || prefix.length < FROM_LETTERS) return []
  const words = list.completeWord(prefix, MOST)
  return words.length === 1 && words[0] === prefix ? [] : words
}

/** The row being typed at the end of a text, and what its last word may become. */
function useTyping(text: string) {
  const typing = useMemo(() => readTyping(text), [text])
  const list = useWordList(typing !== null)
  const prefix = typing?.prefix ?? null
  const row = useMemo(() => readRow(text, prefix, list), [text, prefix, list])
  // The second half of a word that holds a hyphen is the beginning of nothing else.
  const isHalf = row.at(-1)?.word.includes('-') ?? false
  const found = useMemo(() => (isHalf ? [] : completionsOf(prefix, list)), [isHalf, prefix, list])
  const only = found.length === 1 ? found[0] : undefined
  return { row, found, only, accepted: (word: string) => (typing === null ? text : acceptWord(typing, word)) }
}

/**
 * Completion of the last word of a row, by the combobox pattern (WAI-ARIA APG, list autocomplete with manual
 * selection).
 */
export function useCompletion(text: string, onText: (text: string) => void) {
  const { row, found, only, accepted } = useTyping(text)
  const [active, setActive] = useState(-1)
  /** The text for which the list was closed; it opens again with the next letter. */
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const options = closedFor === text ? [] : found
  const chosen = options[active]
  const accept = (word: string) => {
    setActive(-1)
    onText(accepted(word))
  }
  const close = () => {
    setActive(-1)
    setClosedFor(text)
  }
  /** Whether the key was for the list, not for the field. */
  const onListKey = (key: string): boolean => {
    if (key === 'ArrowDown') setActive((active + 1) % options.length)
    else if (key === 'ArrowUp') setActive((active <= 0 ? options.length : active) - 1)
    else if (key === 'Escape') close()
    else if ((key === 'Enter' || key === 'Tab') && chosen !== undefined) accept(chosen)
    else if ((key === ' ' || key === 'Tab') && only !== undefined) accept(only)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (options.length === 0 || event.shiftKey || event.nativeEvent.isComposing) return
    if (onListKey(event.key)) event.preventDefault()
  }
  /** The text with its last word completed, where only one word of the list fits. */
  const whole = only === undefined ? text : accepted(only)
  return { row, options, active: chosen === undefined ? -1 : active, accept, close, onKeyDown, setActive, whole }
}
