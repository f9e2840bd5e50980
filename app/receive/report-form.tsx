'use client'

import { type SubmitEvent, useId, useState } from 'react'
import { errorWords } from '../../lib/client/error-words.ts'
import type { DropReport } from '../../lib/client/receive-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import styles from './report-dialog.module.css'

/** As the API bounds them. */
const MOST_WORDS = 1000

const REASONS: readonly (readonly [DropReport['reason'], string])[] = [
  ['malware', 'A virus, or something that attacks a device'],
  ['phishing', 'It pretends to be somebody else, to get at passwords or money'],
  ['illegal', 'Its contents are against the law'],
  ['private', 'It shows what is private, without consent'],
  ['other', 'Something else'],
]

function Reasons({ onReason }: { onReason: (reason: DropReport['reason']) => void }) {
  const name = useId()
  return (
    <fieldset className={styles.reasons}>
      <legend className={controls.label}>What is wrong with it?</legend>
      {REASONS.map(([reason, words]) => (
        <label key={reason} className={styles.choice}>
          <input type="radio" name={name} value={reason} required onChange={() => onReason(reason)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Says in full what the operator will see, for either choice, before anything is sent. */
function Disclosure({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  const words = useId()
  return (
    <div className={styles.disclosure}>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={isOn}
          aria-describedby={words}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>Let them look inside: send the code of this link along</span>
      </label>
      <p id={words} className={controls.hint}>
        {isOn
          ? 'They can open the drop as you can, for as long as this link lives, until they close your report. A password is not part of it: write it above if they shall have it.'
          : 'They will not see names or contents: only your words, when the drop was made, its size, and how often it was downloaded.'}{' '}
        Who you are, they do not see: no address is kept, and the sender hears nothing of it.
      </p>
    </div>
  )
}

function Words({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const field = useId()
  return (
    <div>
      <label className={controls.label} htmlFor={field}>
        What should they know? (optional)
      </label>
      <textarea
        id={field}
        className={controls.area}
        rows={3}
        maxLength={MOST_WORDS}
        value={words}
        onChange={(event) => onWords(event.target.value)}
      />
    </div>
  )
}

interface ReportFormProps {
  readonly isSending: boolean
  readonly error: DropError | null
  readonly onSend: (report: DropReport) => void
  readonly onClose: () => void
}

/** Why a drop is reported, in what words, and whether the operator may look inside: off until the person turns it on. */
export function ReportForm({ isSending, error, onSend, onClose }: ReportFormProps) {
  const [reason, setReason] = useState<DropReport['reason']>('other')
  const [words, setWords] = useState('')
  const [disclosesCode, setDisclosesCode] = useState(false)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!isSending) onSend({ reason, words, disclosesCode })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <div>
        <h2>Report this drop</h2>
        <p className={controls.hint}>To whoever runs this site. It uses no download up.</p>
      </div>
      <Reasons onReason={setReason} />
      <Words words={words} onWords={setWords} />
      <Disclosure isOn={disclosesCode} onChange={setDisclosesCode} />
      {error && (
        <p className={controls.problem} role="alert">
          {errorWords(error).title}. {errorWords(error).text}
        </p>
      )}
      <div className={controls.row}>
        <button type="submit" className={controls.primary} disabled={isSending}>
          {isSending ? 'A moment …' : 'Send the report'}
        </button>
        <button type="button" className={controls.quiet} onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  )
}
