'use client'

import { type SubmitEvent, useState } from 'react'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import styles from './ask-step.module.css'
import { useCompletion } from './use-completion.ts'
import { WordSlipNote } from './word-slip-note.tsx'

interface AskStepProps {
  readonly onOpen: (text: string) => void
  /** What was wrong with the last one. */
  readonly error: DropError | null
}

/** Asks for a link, a code or eleven words; words are completed as they are typed, and a slip among them is pointed at. */
export function AskStep({ onOpen, error }: AskStepProps) {
  const [text, setText] = useState('')
  const [tried, setTried] = useState<string | null>(null)
  const { typing, options, active, accept, onKeyDown, reset } = useCompletion(text, setText)
  const open = (wanted: string) => {
    setTried(wanted)
    onOpen(wanted)
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (text.trim() !== '') open(text)
  }
  return (
    <form className={controls.panel} onSubmit={submit}>
      <div className={styles.combo}>
        <label className={controls.label} htmlFor="link-text">
          Link, code or eleven words
        </label>
        <input
          id="link-text"
          className={controls.field}
          value={text}
          onChange={(event) => {
            reset()
            setText(event.target.value)
          }}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={options.length > 0}
          aria-controls="word-options"
          aria-activedescendant={active < 0 ? undefined : `word-option-${active}`}
          aria-describedby="word-count"
          aria-invalid={error !== null && tried === text}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
        />
        <ul
          id="word-options"
          className={styles.options}
          role="listbox"
          aria-label="Words"
          hidden={options.length === 0}
        >
          {options.map((word, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are handled by the field, which keeps the focus
            <li
              key={word}
              id={`word-option-${index}`}
              className={styles.option}
              role="option"
              aria-selected={index === active}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => accept(word)}
            >
              {word}
            </li>
          ))}
        </ul>
        <p id="word-count" className={`${controls.hint} ${styles.count}`}>
          {typing !== null && typing.count > 0 && `${typing.count} of 11 words`}
        </p>
      </div>
      {error !== null && tried !== null && tried === text && (
        <WordSlipNote
          text={tried}
          onMend={(words) => {
            setText(words)
            open(words)
          }}
        />
      )}
      <button type="submit" className={`${controls.primary} ${controls.large}`}>
        Open
      </button>
    </form>
  )
}
