'use client'

import { useLocale, useTranslations } from 'next-intl'
import { type ReactNode, type SubmitEvent, useEffect, useState } from 'react'
import type { ReceiveState } from '../../lib/client/receive/receive-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
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
    if (at === undefined) return
    const look = () => {
      setNow(Date.now())
      if (Date.now() >= at) clearInterval(timer)
    }
    const timer = setInterval(look, 1000)
    const first = setTimeout(look)
    return () => {
      clearInterval(timer)
      clearTimeout(first)
    }
  }, [at])
  return at === undefined ? 0 : Math.max(0, Math.ceil((at - now) / 1000))
}

const seen = (chunks: ReactNode) => <span aria-hidden="true">{chunks}</span>
const spoken = (chunks: ReactNode) => <span className="visually-hidden">{chunks}</span>

/** How long to wait. The seconds are shown, and not spoken each time. */
function Wait({ until, seconds }: { until: number; seconds: number }) {
  const t = useTranslations('receive.password')
  const locale = useLocale()
  if (seconds === 0) return t('waitOver')
  if (seconds > 90) return t('waitUntil', { time: clock(until, locale) })
  return t.rich('waitSeconds', { seconds, seen, spoken })
}

function Problem({ error, seconds }: { error: DropError | null; seconds: number }) {
  const t = useTranslations('receive.password')
  if (error === null) return null
  return (
    <p className={controls.problem} id="password-problem" role="alert">
      {error.code === 'password-wrong' && t('wrong')}
      {error.code === 'too-many-requests' && <Wait until={error.facts.at ?? 0} seconds={seconds} />}
    </p>
  )
}

function Hint({ hint }: { hint: string }) {
  const t = useTranslations('receive.password')
  return (
    <p className={controls.note}>
      <span className={styles.hintLabel}>{t('hint')}</span>
      <bdi className={styles.hint}>{hint}</bdi>
    </p>
  )
}

/** Asks for the password, shows the sender's hint as plain words, and says what is wrong with a try. */
export function PasswordStep({ state, onUnlock, onCancel }: PasswordStepProps) {
  const t = useTranslations('receive.password')
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
      {hint !== null && <Hint hint={hint} />}
      <PasswordField
        label={t('label')}
        value={password}
        onValue={setPassword}
        autoComplete="off"
        describedBy={error === null ? undefined : 'password-problem'}
        invalid={error?.code === 'password-wrong'}
        autoFocus
      />
      <Problem error={error} seconds={seconds} />
      <div className={controls.row}>
        <button
          type="submit"
          className={`${controls.primary} ${controls.large} ${styles.open}`}
          aria-disabled={waits || isTrying}
        >
          {t(isTrying ? 'opening' : 'open')}
        </button>
        {isTrying && (
          <button type="button" className={controls.quiet} onClick={onCancel}>
            {t('cancel')}
          </button>
        )}
      </div>
    </form>
  )
}
