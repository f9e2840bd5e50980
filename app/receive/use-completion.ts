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

/** Completion of the last word of a row, by the combobox pattern (WAI-ARIA APG, list autocomplete with manual selection). */
export function useCompletion(text: string, onText: (text: string) => void) {
  const typing = useMemo(() => readTyping(text), [text])
  const list = useWordList(typing !== null)
  const [active, setActive] = useState(-1)
  /** The text for which the list was closed; it opens again with the next letter. */
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const prefix = typing?.prefix ?? null
  const row = useMemo(() => readRow(text, prefix, list), [text, prefix, list])
  const found = useMemo(() => {
    if (prefix === null || list === null || prefix.length < FROM_LETTERS) return []
    const words = list.completeWord(prefix, MOST)
    return words.length === 1 && words[0] === prefix ? [] : words
  }, [prefix, list])
  const options = closedFor === text ? [] : found
  const chosen = options[active] ?? null
  const [only, ...others] = found
  const sure = others.length === 0 ? only : undefined

  const accept = (word: string) => {
    if (typing === null) return
    setActive(-1)
    onText(acceptWord(typing, word))
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
    else if ((key === 'Enter' || key === 'Tab') && chosen !== null) accept(chosen)
    else if ((key === ' ' || key === 'Tab') && sure !== undefined) accept(sure)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (options.length > 0 && !event.shiftKey && onListKey(event.key)) event.preventDefault()
  }
  return {
    row,
    options,
    active: chosen === null ? -1 : active,
    accept,
    close,
    onKeyDown,
    reset: () => setActive(-1),
    /** The text with its last word completed, where only one word of the list fits. */
    whole: typing !== null && sure !== undefined ? acceptWord(typing, sure) : text,
  }
}
