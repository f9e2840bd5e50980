'use client'

import { useTranslations } from 'next-intl'
import { type SubmitEvent, useId, useRef, useState } from 'react'
import type { TicketState } from '../../lib/client/send/upload-ticket.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { moment } from '../_components/moment.ts'
import { useLanguage } from '../language/use-language.ts'
import styles from './ticket-panel.module.css'

interface TicketPanelProps {
  readonly ticket: TicketState
  readonly onUse: (text: string) => void
  readonly onForget: () => void
}

type Held = Extract<TicketState, { step: 'held' }>

/** What is left of a ticket: `3 drops and 2 GB left, until 4 December`. */
function leftOf({ left }: Held, { locale, t }: Language): string {
  if (left === null) return t('send.ticket.leftUnknown')
  return t('send.ticket.left', {
    count: left.dropsLeft,
    size: formatBytes(left.bytesLeft, locale),
    moment: moment(left.expiresAt, locale),
  })
}

/** The ticket in use, and the way to forget it. */
export function HeldTicket({ ticket, onForget }: { ticket: Held; onForget: () => void }) {
  const t = useTranslations('send')
  return (
    <div className={`${controls.note} ${styles.held}`} role="group" aria-label={t('ticket.label')}>
      <p>
        <strong>
          {ticket.left === null || ticket.left.label === ''
            ? t('ticket.inUse')
            : t.rich('ticket.inUseNamed', { label: ticket.left.label, name: (chunks) => <bdi>{chunks}</bdi> })}
        </strong>{' '}
        {leftOf(ticket, useLanguage())} {ticket.isKept ? t('ticket.kept') : t('ticket.notKept')}
      </p>
      <button type="button" className={controls.inline} onClick={onForget}>
        {t('ticket.forget')}
      </button>
    </div>
  )
}

function UseButton({ isChecking }: { isChecking: boolean }) {
  const t = useTranslations('send')
  return (
    <button type="submit" className={controls.primary} disabled={isChecking}>
      {isChecking ? t('ticket.checking') : t('ticket.use')}
    </button>
  )
}

function Problem({ error }: { error: DropError }) {
  const t = useTranslations('send')
  return (
    <p className={`${controls.problem} ${styles.below}`} role="alert">
      {t.rich('refusal.words', { ...errorWords(error, useLanguage()), lead: (chunks) => <strong>{chunks}</strong> })}
    </p>
  )
}

function Hint({ id }: { id: string }) {
  const t = useTranslations('send')
  return (
    <p id={id} className={`${controls.hint} ${styles.below}`}>
      {t('ticket.hint')}
    </p>
  )
}

/** Asks for a ticket. */
function TicketForm({ ticket, onUse }: { ticket: Exclude<TicketState, Held>; onUse: (text: string) => void }) {
  const t = useTranslations('send')
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const error = ticket.step === 'none' ? ticket.error : null
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (text.trim() === '') field.current?.focus()
    else onUse(text)
  }
  return (
    <form onSubmit={submit} aria-label={t('ticket.label')}>
      <label className={controls.label} htmlFor={id}>
        {t('ticket.label')}
      </label>
      <div className={styles.entry}>
        <input
          ref={field}
          id={id}
          className={`${controls.field} ${styles.code}`}
          dir={text === '' ? undefined : 'ltr'}
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          placeholder={t('ticket.placeholder')}
          aria-invalid={error !== null}
          aria-describedby={`${id}-hint`}
        />
        <UseButton isChecking={ticket.step === 'checking'} />
      </div>
      {error !== null && <Problem error={error} />}
      <Hint id={`${id}-hint`} />
    </form>
  )
}

/** The ticket in use, or the field for one. */
export function TicketPanel({ ticket, onUse, onForget }: TicketPanelProps) {
  if (ticket.step === 'held') return <HeldTicket ticket={ticket} onForget={onForget} />
  return <TicketForm ticket={ticket} onUse={onUse} />
}
