'use client'

import { useTranslations } from 'next-intl'
import { type SubmitEvent, useId, useState } from 'react'
import type { DropReport } from '../../lib/client/receive/receive-state.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { MAX_REPORT_WORDS } from '../../lib/wire/report-words.ts'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'
import styles from './report-dialog.module.css'

const REASONS: readonly DropReport['reason'][] = ['malware', 'phishing', 'illegal', 'private', 'other']

function Reasons({ onReason }: { onReason: (reason: DropReport['reason']) => void }) {
  const t = useTranslations('receive.report.reasons')
  const name = useId()
  return (
    <fieldset className={styles.reasons}>
      <legend className={controls.label}>{t('legend')}</legend>
      {REASONS.map((reason) => (
        <label key={reason} className={styles.choice}>
          <input type="radio" name={name} value={reason} required onChange={() => onReason(reason)} />
          <span>{t(reason)}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Says in full what the operator will see, for either choice, before anything is sent. */
function Disclosure({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  const t = useTranslations('receive.report')
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
        <span>{t('disclose')}</span>
      </label>
      <p id={words} className={controls.hint}>
        {t(isOn ? 'disclosed' : 'undisclosed')}
      </p>
    </div>
  )
}

function Words({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const t = useTranslations('receive.report')
  const field = useId()
  return (
    <div>
      <label className={controls.label} htmlFor={field}>
        {t('words')}
      </label>
      <textarea
        id={field}
        className={controls.area}
        rows={3}
        maxLength={MAX_REPORT_WORDS}
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

/**
 * Why a drop is reported, in what words, and whether the operator may look inside: off until the person turns it on.
 */
export function ReportForm({ isSending, error, onSend, onClose }: ReportFormProps) {
  const t = useTranslations('receive.report')
  const language = useLanguage()
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
        <h2>{t('title')}</h2>
        <p className={controls.hint}>{t('text')}</p>
      </div>
      <Reasons onReason={setReason} />
      <Words words={words} onWords={setWords} />
      <Disclosure isOn={disclosesCode} onChange={setDisclosesCode} />
      {error && (
        <p className={controls.problem} role="alert">
          {t('failed', { ...errorWords(error, language) })}
        </p>
      )}
      <div className={controls.row}>
        <button type="submit" className={controls.primary} disabled={isSending}>
          {t(isSending ? 'sending' : 'send')}
        </button>
        <button type="button" className={controls.quiet} onClick={onClose}>
          {t('cancel')}
        </button>
      </div>
    </form>
  )
}
