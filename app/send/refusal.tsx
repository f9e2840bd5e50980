import { errorWords } from '../../lib/client/error-words.ts'
import type { DropError, ErrorCode } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'

/** What is wrong with what was typed, by the field that `bad-request` names. */
const FIELDS: Readonly<Record<string, string>> = {
  password: 'The password cannot be used. Try another one.',
  hint: 'The hint is too long, or is no plain line of text.',
  labels: 'The names of the links cannot be used. Write one a line.',
  note: 'There is nothing in the note yet.',
  address: 'This is no address of a web page. It begins with https:// or http://.',
}

/** After these, what was there before stays as it was. */
const ADDING: readonly ErrorCode[] = ['too-large', 'too-many-files', 'file-unreadable', 'ticket-used-up']

interface RefusalProps {
  readonly error: DropError | undefined
  /** What was typed, where no files were added. */
  readonly typed?: boolean
}

/** What was just added or asked for was not taken, and why. */
export function Refusal({ error, typed = false }: RefusalProps) {
  if (error === undefined) return null
  const field = error.code === 'bad-request' ? FIELDS[error.facts.subject ?? ''] : undefined
  const words = errorWords(error)
  return (
    <p className={controls.problem} role="alert">
      {field ?? (
        <>
          <strong>{words.title}.</strong> {words.text}
          {!typed && ADDING.includes(error.code) && ' Nothing of it was added.'}
        </>
      )}
    </p>
  )
}
