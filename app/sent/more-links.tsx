'use client'

import { useState } from 'react'
import { errorWords } from '../../lib/client/error-words.ts'
import type { LinkChoice } from '../../lib/client/send-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { duration } from '../_components/amounts.ts'
import controls from '../_components/controls.module.css'
import { PasswordField } from '../_components/password-field.tsx'
import type { Instance } from '../send/instance.ts'
import { Choice } from './choice.tsx'
import styles from './form.module.css'
import { labelsFrom } from './labels-from.ts'
import { SubmitRow, useDeed } from './submit-row.tsx'

interface MoreLinksProps {
  readonly instance: Instance
  readonly onAdd: (choice: LinkChoice) => Promise<DropError | null>
  readonly onDone: () => void
}

function useDraft({ expiry, downloads }: Instance) {
  const [names, setNames] = useState('')
  const [expiresIn, setExpiresIn] = useState(expiry.default)
  const [maxDownloads, setMaxDownloads] = useState(downloads.default)
  const [password, setPassword] = useState('')
  const [hint, setHint] = useState('')
  const choice: LinkChoice = {
    expiresIn,
    maxDownloads,
    password: password === '' ? null : password,
    hint: password === '' || hint.trim() === '' ? null : hint.trim(),
    labels: labelsFrom(names),
  }
  return { choice, names, setNames, setExpiresIn, setMaxDownloads, password, setPassword, hint, setHint }
}

type Draft = ReturnType<typeof useDraft>

function Limits({ draft, instance }: { draft: Draft; instance: Instance }) {
  return (
    <div className={styles.pair}>
      <Choice
        label="Expires after"
        value={draft.choice.expiresIn}
        options={instance.expiry.choices.map((value) => ({ value, words: duration(value) }))}
        onValue={draft.setExpiresIn}
      />
      <Choice
        label="Downloads"
        value={draft.choice.maxDownloads}
        options={instance.downloads.choices.map((value) => ({ value, words: value.toLocaleString('en') }))}
        onValue={draft.setMaxDownloads}
      />
    </div>
  )
}

function Password({ draft, isNeeded }: { draft: Draft; isNeeded: boolean }) {
  return (
    <div className={styles.pair}>
      <PasswordField
        autoComplete="new-password"
        label={isNeeded ? 'Password' : 'Password, if you want one'}
        value={draft.password}
        onValue={draft.setPassword}
      />
      {draft.password !== '' && (
        <label>
          <span className={controls.label}>Hint, shown to who is asked</span>
          <input
            className={controls.field}
            maxLength={60}
            value={draft.hint}
            onChange={(event) => draft.setHint(event.target.value)}
          />
        </label>
      )}
    </div>
  )
}

function Names({ draft }: { draft: Draft }) {
  return (
    <label>
      <span className={controls.label}>For whom? Each line makes a link of its own</span>
      <textarea
        className={`${controls.field} ${styles.lines}`}
        rows={3}
        value={draft.names}
        placeholder={'Ada\nGrace'}
        onChange={(event) => draft.setNames(event.target.value)}
      />
      <span className={`${controls.hint} ${styles.note}`}>
        Only you see these names. Without any, one link is made.
      </span>
    </label>
  )
}

/** Further links to a drop: one, or one for each name. Nothing is uploaded again. */
export function MoreLinks({ instance, onAdd, onDone }: MoreLinksProps) {
  const draft = useDraft(instance)
  const count = draft.choice.labels.length
  const { isBusy, result, submit } = useDeed(async () => {
    const error = await onAdd(draft.choice)
    if (error === null) onDone()
    return error
  })
  return (
    <form className={`${styles.form} ${styles.box}`} aria-label="More links" onSubmit={submit}>
      <Names draft={draft} />
      <Limits draft={draft} instance={instance} />
      {instance.password !== 'off' && <Password draft={draft} isNeeded={instance.password === 'required'} />}
      {result && (
        <p className={controls.problem} role="alert">
          {errorWords(result).text}
        </p>
      )}
      <div className={controls.row}>
        <SubmitRow
          label={count === 1 ? 'Make link' : `Make ${count.toLocaleString('en')} links`}
          busyLabel="Making …"
          isBusy={isBusy}
          disabled={instance.password === 'required' && draft.password === ''}
          words=""
        />
        <button type="button" className={`${controls.quiet} ${styles.small}`} onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}
