'use client'

import { type SubmitEvent, useEffect, useState } from 'react'
import type { ReceiveState } from '../../lib/client/receive-state.ts'
import controls from '../_components/controls.module.css'
import { clock } from '../_components/moment.ts'
import { PasswordField } from '../_components/password-field.tsx'
import styles from './password-step.module.css'

interface PasswordStepProps {
  readonly state: Extract<ReceiveState, { phase: 'password' }>
  readonly onUnlock: (password: string) => void
  readonly onCancel: () => void
}

/** Whole seconds until `at` (Unix ms), 0 once it is over; it looks again each second. */
function useSecondsUntil(at: number | undefined): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (at === undefined || now >= at) return
    const timer = setTimeout(() => setNow(Date.now()), 1000)
    return () => clearTimeout(timer)
  }, [at, now])
  return at === undefined ? 0 : Math.max(0, Math.ceil((at - now) / 1000))
}

function Problem({
  error,
  waits,
  seconds,
}: {
  error: PasswordStepProps['state']['error']
  waits: boolean
  seconds: number
}) {
  if (error === null) return null
  const until = error.facts.at ?? 0
  const rest = seconds > 90 ? `at ${clock(until)}` : `in ${seconds} second${seconds === 1 ? '' : 's'}`
  return (
    <p className={controls.problem} id="password-problem" role="alert">
      {error.code === 'password-wrong' && 'That is not the password. Mind capitals, spaces and hyphens.'}
      {error.code === 'too-many-requests' &&
        (waits ? `Too many tries. You can try again ${rest}.` : 'You can try again now.')}
    </p>
  )
}

/** Asks for the password, shows the sender's hint as plain words, and says what is wrong with a try. */
export function PasswordStep({ state, onUnlock, onCancel }: PasswordStepProps) {
  const [password, setPassword] = useState('')
  const { error, hint, isTrying } = state
  const seconds = useSecondsUntil(error?.code === 'too-many-requests' ? error.facts.at : undefined)
  const waits = seconds > 0
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (password !== '' && !waits && !isTrying) onUnlock(password)
  }
  return (
    <form className={controls.panel} onSubmit={submit}>
      {hint !== null && (
        <p className={controls.note}>
          <span className={styles.hintLabel}>The sender’s hint</span>
          <bdi className={styles.hint}>{hint}</bdi>
        </p>
      )}
      <PasswordField
        label="Password"
        value={password}
        onValue={setPassword}
        autoComplete="off"
        describedBy={error === null ? undefined : 'password-problem'}
        invalid={error?.code === 'password-wrong'}
        autoFocus
      />
      <Problem error={error} waits={waits} seconds={seconds} />
      <div className={controls.row}>
        <button
          type="submit"
          className={`${controls.primary} ${controls.large} ${styles.open}`}
          aria-disabled={waits || isTrying}
        >
          {isTrying ? 'Opening …' : 'Open'}
        </button>
        {isTrying && (
          <button type="button" className={controls.quiet} onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </form>
  )
}
