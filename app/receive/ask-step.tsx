'use client'

import { useTranslations } from 'next-intl'
import { type ClipboardEvent, type RefObject, type SubmitEvent, useRef } from 'react'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { later } from '../_components/later.tsx'
import styles from './ask-step.module.css'
import { useCompletion } from './use-completion.ts'
import { WordOptions } from './word-options.tsx'
import { WordRow } from './word-row.tsx'
import { onOneLine } from './word-typing.ts'

const WordSlipNote = later(() => import('./word-slip-note.tsx').then(({ WordSlipNote: Note }) => Note))

/** What stands in the field. It outlives the field, so that a slip can be mended. */
export interface Asked {
  readonly text: string
  /** What was opened last. */
  readonly tried: string | null
}

interface AskStepProps {
  readonly asked: Asked
  readonly onAsked: (asked: Asked) => void
  readonly onOpen: (text: string) => void
  /** What was wrong with the last one. */
  readonly error: DropError | null
}

/** Pastes what was broken over lines as it was meant: a field of one line would glue words together. */
function pasteOnOneLine(event: ClipboardEvent<HTMLInputElement>, onText: (text: string) => void) {
  const pasted = event.clipboardData.getData('text')
  if (!/[\r\n]/.test(pasted)) return
  event.preventDefault()
  const { value, selectionStart, selectionEnd } = event.currentTarget
  const from = selectionStart ?? value.length
  onText(`${value.slice(0, from)}${onOneLine(pasted)}${value.slice(selectionEnd ?? from)}`)
}

interface WordFieldProps {
  readonly completion: ReturnType<typeof useCompletion>
  readonly text: string
  readonly onText: (text: string) => void
  readonly isWrong: boolean
  readonly field: RefObject<HTMLInputElement | null>
}

/** The field and the words that its last one may become. */
function WordField({ completion, text, onText, isWrong, field }: WordFieldProps) {
  const { options, active } = completion
  return (
    // Links, codes and words of the list run from left to right in every language.
    <div className={styles.combo} dir="ltr">
      <input
        ref={field}
        id="link-text"
        className={controls.field}
        value={text}
        onChange={(event) => {
          completion.setActive(-1)
          onText(event.target.value)
        }}
        onKeyDown={completion.onKeyDown}
        onPaste={(event) => pasteOnOneLine(event, onText)}
        onBlur={completion.close}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls="word-options"
        aria-activedescendant={active < 0 ? undefined : `word-option-${active}`}
        aria-invalid={isWrong}
        // biome-ignore lint/a11y/noAutofocus: whoever just made a slip mends it here
        autoFocus={isWrong}
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
      />
      <WordOptions options={options} active={active} onAccept={completion.accept} />
    </div>
  )
}

/**
 * Asks for a link, a code or eleven words; words are completed as they are typed, and a slip among them is pointed at.
 */
export function AskStep({ asked, onAsked, onOpen, error }: AskStepProps) {
  const t = useTranslations('receive.asking')
  const { text, tried } = asked
  const field = useRef<HTMLInputElement>(null)
  const setText = (changed: string) => onAsked({ ...asked, text: changed })
  const completion = useCompletion(text, setText)
  const open = (wanted: string) => {
    onAsked({ text: wanted, tried: wanted })
    onOpen(wanted)
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (text.trim() === '') field.current?.focus()
    else open(completion.whole)
  }
  const isWrong = error !== null && tried === text && text !== ''
  return (
    <form className={controls.panel} onSubmit={submit}>
      <div>
        <label className={controls.label} htmlFor="link-text">
          {t('field')}
        </label>
        <WordField completion={completion} text={text} onText={setText} isWrong={isWrong} field={field} />
        <WordRow row={completion.row} fitting={completion.options.length} />
      </div>
      {isWrong && <WordSlipNote text={text} onMend={open} />}
      <button type="submit" className={`${controls.primary} ${controls.large}`}>
        {t('open')}
      </button>
    </form>
  )
}
