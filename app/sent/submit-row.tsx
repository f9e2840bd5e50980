'use client'

import { type SyntheticEvent, useState } from 'react'
import controls from '../_components/controls.module.css'

/** How far a form is: `null` before it was sent, and what came of it after that. */
export interface Deed<T> {
  readonly isBusy: boolean
  readonly result: T | null
  /** For the form's `onSubmit`. */
  readonly submit: (event: SyntheticEvent) => void
}

/** Runs `work` when a form is sent, once at a time. */
export function useDeed<T>(work: () => Promise<T>): Deed<T> {
  const [{ isBusy, result }, setState] = useState<{ isBusy: boolean; result: T | null }>({
    isBusy: false,
    result: null,
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isBusy) return
    setState({ isBusy: true, result: null })
    void work().then((done) => setState({ isBusy: false, result: done }))
  }
  return { isBusy, result, submit }
}

interface SubmitRowProps {
  readonly label: string
  /** While it works. */
  readonly busyLabel: string
  readonly isBusy: boolean
  readonly disabled?: boolean
  /** What came of it; empty for nothing yet. */
  readonly words: string
}

/** The button that sends a form, and what came of it. */
export function SubmitRow({ label, busyLabel, isBusy, disabled = false, words }: SubmitRowProps) {
  return (
    <div className={controls.row}>
      <button type="submit" className={`${controls.secondary} ${controls.small}`} disabled={disabled || isBusy}>
        {isBusy ? busyLabel : label}
      </button>
      <p className={controls.hint} role="status">
        {words}
      </p>
    </div>
  )
}
