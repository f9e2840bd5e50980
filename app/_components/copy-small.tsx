'use client'

import { useEffect, useRef } from 'react'
import controls from './controls.module.css'
import { useCopy } from './use-copy.ts'
import { useNames } from './use-names.ts'

interface CopySmallProps {
  readonly text: string
  readonly label: string
  /** Which of several, for whoever hears one button after another. */
  readonly about?: string | undefined
}

/** Copies a text; where the browser refuses, it is shown and selected, to be copied by hand. */
export function CopySmall({ text, label, about }: CopySmallProps) {
  const { t, named } = useNames(about)
  const { copied, copy } = useCopy()
  const byHand = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (copied === 'refused') byHand.current?.select()
  }, [copied])
  if (copied === 'refused') {
    return (
      <label>
        <span className={controls.hint}>{t('copy.refused')}</span>
        <textarea ref={byHand} className={controls.field} rows={3} readOnly spellCheck={false} value={text} />
      </label>
    )
  }
  return (
    <>
      <button
        type="button"
        className={`${controls.secondary} ${controls.small}`}
        aria-label={named(label)}
        onClick={() => void copy(text)}
      >
        {copied === 'yes' ? t('copy.done') : label}
      </button>
      <span className="visually-hidden" role="status">
        {copied === 'yes' && t('copy.spokenDone')}
      </span>
    </>
  )
}
