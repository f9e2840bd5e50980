'use client'

import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { acceptWord, readTyping } from './word-typing.ts'

type Complete = (prefix: string, most?: number) => string[]

/** Completions are offered from so many letters on: one letter would offer hundreds. */
const FROM_LETTERS = 2
const MOST = 6

/** The word list's completion, loaded once something is typed that may be words. */
function useWordList(isNeeded: boolean): Complete | null {
  const [complete, setComplete] = useState<{ readonly word: Complete } | null>(null)
  useEffect(() => {
    if (!isNeeded || complete !== null) return
    let here = true
    import('../../lib/format/words.ts').then(
      ({ completeWord }) => here && setComplete({ word: completeWord }),
      // Without the list words are typed to their end.
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [isNeeded, complete])
  return complete?.word ?? null
}

/** Completion of the last word of a row, by the combobox pattern (WAI-ARIA APG, list autocomplete with manual selection). */
export function useCompletion(text: string, onText: (text: string) => void) {
  const typing = useMemo(() => readTyping(text), [text])
  const complete = useWordList(typing !== null)
  const [active, setActive] = useState(-1)
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const options = useMemo(() => {
    if (typing === null || complete === null || typing.prefix.length < FROM_LETTERS || closedFor === text) return []
    const found = complete(typing.prefix, MOST)
    return found.length === 1 && found[0] === typing.prefix ? [] : found
  }, [typing, complete, closedFor, text])
  const chosen = options[active] ?? null

  const accept = (word: string) => {
    if (typing === null) return
    setActive(-1)
    onText(acceptWord(typing, word))
  }
  /** Whether the key was for the list, not for the field. */
  const onListKey = (key: string): boolean => {
    const [only] = options
    if (key === 'ArrowDown') setActive((active + 1) % options.length)
    else if (key === 'ArrowUp') setActive((active <= 0 ? options.length : active) - 1)
    else if (key === 'Escape') setClosedFor(text)
    else if ((key === 'Enter' || key === 'Tab') && chosen !== null) accept(chosen)
    else if ((key === ' ' || key === 'Tab') && options.length === 1 && only !== undefined) accept(only)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (options.length > 0 && !event.shiftKey && onListKey(event.key)) event.preventDefault()
  }
  return { typing, options, active: chosen === null ? -1 : active, accept, onKeyDown, reset: () => setActive(-1) }
}
