'use client'

import { type SubmitEvent, useId, useRef, useState } from 'react'
import { errorWords } from '../../lib/client/error-words.ts'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { TicketState } from '../../lib/client/upload-ticket.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { moment } from '../_components/moment.ts'
import styles from './ticket-panel.module.css'

interface TicketPanelProps {
  readonly ticket: TicketState
  readonly onUse: (text: string) => void
  readonly onForget: () => void
}

type Held = Extract<TicketState, { step: 'held' }>

function countDrops(count: number): string {
  return count === 1 ? '1 drop' : `${count.toLocaleString('en')} drops`
}

/** What is left of a ticket: `3 drops and 2 GB left, until 4 December`. */
function leftOf({ left }: Held): string {
  if (left === null) return 'The server cannot be asked right now how much of it is left.'
  return `${countDrops(left.dropsLeft)} and ${formatBytes(left.bytesLeft)} left, until ${moment(left.expiresAt)}.`
}

/** The ticket in use, and the way to forget it. */
export function HeldTicket({ ticket, onForget }: { ticket: Held; onForget: () => void }) {
  return (
    <div className={`${controls.note} ${styles.held}`} role="group" aria-label="Upload ticket">
      <p>
        <strong>
          Ticket in use{ticket.left !== null && ticket.left.label !== '' && <bdi>: {ticket.left.label}</bdi>}.
        </strong>{' '}
        {leftOf(ticket)}{' '}
        {ticket.isKept ? 'This browser remembers it.' : 'This browser does not remember it: it is gone with this page.'}
      </p>
      <button type="button" className={controls.inline} onClick={onForget}>
        Forget this ticket
      </button>
    </div>
  )
}

function UseButton({ isChecking }: { isChecking: boolean }) {
  return (
    <button type="submit" className={controls.primary} disabled={isChecking}>
      {isChecking ? 'A moment …' : 'Use ticket'}
    </button>
  )
}

function Problem({ error }: { error: DropError }) {
  const { title, text } = errorWords(error)
  return (
    <p className={`${controls.problem} ${styles.below}`} role="alert">
      <strong>{title}.</strong> {text}
    </p>
  )
}

/** Asks for a ticket. */
function TicketForm({ ticket, onUse }: { ticket: Exclude<TicketState, Held>; onUse: (text: string) => void }) {
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
    <form onSubmit={submit} aria-label="Upload ticket">
      <label className={controls.label} htmlFor={id}>
        Upload ticket
      </label>
      <div className={styles.entry}>
        <input
          ref={field}
          id={id}
          className={`${controls.field} ${styles.code}`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          placeholder="Five groups of five"
          aria-invalid={error !== null}
          aria-describedby={`${id}-hint`}
        />
        <UseButton isChecking={ticket.step === 'checking'} />
      </div>
      {error !== null && <Problem error={error} />}
      <p id={`${id}-hint`} className={`${controls.hint} ${styles.below}`}>
        To send, this site wants one. Whoever runs it gives tickets, as a link or as letters and digits. To receive,
        none is needed.
      </p>
    </form>
  )
}

/** The ticket in use, or the field for one. */
export function TicketPanel({ ticket, onUse, onForget }: TicketPanelProps) {
  if (ticket.step === 'held') return <HeldTicket ticket={ticket} onForget={onForget} />
  return <TicketForm ticket={ticket} onUse={onUse} />
}
