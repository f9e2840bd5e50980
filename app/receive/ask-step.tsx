'use client'

import { type SubmitEvent, useState } from 'react'
import controls from '../_components/controls.module.css'

/** Asks for a link, a code or eleven words. */
export function AskStep({ onOpen, wrong }: { onOpen: (text: string) => void; wrong: boolean }) {
  const [text, setText] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (text.trim() !== '') onOpen(text)
  }
  return (
    <form className={controls.panel} onSubmit={submit}>
      <div>
        <label className={controls.label} htmlFor="link-text">
          Link, code or eleven words
        </label>
        <input
          id="link-text"
          className={controls.field}
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-invalid={wrong}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
        />
      </div>
      <button type="submit" className={`${controls.primary} ${controls.large}`}>
        Open
      </button>
    </form>
  )
}
