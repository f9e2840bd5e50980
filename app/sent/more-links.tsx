'use client'

import { useState } from 'react'
import { duration } from '../../lib/client/amounts.ts'
import { errorWords } from '../../lib/client/error-words.ts'
import type { LinkChoice } from '../../lib/client/send-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { NewPassword } from '../_components/new-password.tsx'
import type { Instance } from '../send/instance.ts'
import { choiceFrom, freshDraft, type LinkDraft } from '../send/link-draft.ts'
import { Choice } from './choice.tsx'
import styles from './form.module.css'
import { SubmitRow, useDeed } from './submit-row.tsx'

interface MoreLinksProps {
  readonly instance: Instance
  readonly onAdd: (choice: LinkChoice) => Promise<DropError | null>
  /** Whether the drop has a link of this name by now. */
  readonly isMade: (label: string) => boolean
  readonly onDone: () => void
}

interface FieldsProps {
  readonly draft: LinkDraft
  readonly change: (part: Partial<LinkDraft>) => void
  readonly instance: Instance
}

function Limits({ draft, change, instance }: FieldsProps) {
  return (
    <div className={styles.pair}>
      <Choice
        label="Expires after"
        value={draft.expiresIn}
        options={instance.expiry.choices.map((value) => ({ value, words: duration(value) }))}
        onValue={(expiresIn) => change({ expiresIn })}
      />
      <Choice
        label="Downloads"
        value={draft.maxDownloads}
        options={instance.downloads.choices.map((value) => ({ value, words: value.toLocaleString('en') }))}
        onValue={(maxDownloads) => change({ maxDownloads })}
      />
    </div>
  )
}

function Names({ draft, change }: FieldsProps) {
  return (
    <label>
      <span className={controls.label}>For whom? Each line makes a link of its own</span>
      <textarea
        className={`${controls.field} ${styles.lines}`}
        rows={3}
        value={draft.names}
        placeholder={'Ada\nGrace'}
        onChange={(event) => change({ names: event.target.value })}
      />
      <span className={`${controls.hint} ${styles.note}`}>
        Only you see these names. Without any, one link is made.
      </span>
    </label>
  )
}

function Password({ draft, change, instance }: FieldsProps) {
  if (instance.password === 'off') return null
  return (
    <NewPassword
      password={draft.password}
      hint={draft.hint}
      onPassword={(password) => change({ password })}
      onHint={(hint) => change({ hint })}
      isRequired={instance.password === 'required'}
    />
  )
}

/** Further links to a drop: one, or one for each name. Nothing is uploaded again. */
export function MoreLinks({ instance, onAdd, isMade, onDone }: MoreLinksProps) {
  const [draft, setDraft] = useState(() => freshDraft(instance))
  const change = (part: Partial<LinkDraft>) => setDraft((before) => ({ ...before, ...part }))
  const fields = { draft, change, instance }
  const choice = choiceFrom(draft)
  const count = choice.labels.length
  const { isBusy, result, submit } = useDeed(async () => {
    const error = await onAdd(choice)
    if (error === null) onDone()
    // Another try makes only what is missing.
    else change({ names: choice.labels.filter((label) => label !== null && !isMade(label)).join('\n') })
    return error
  })
  return (
    <form className={`${styles.form} ${styles.box}`} aria-label="More links" onSubmit={submit}>
      <Names {...fields} />
      <Limits {...fields} />
      <Password {...fields} />
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
          disabled={instance.password === 'required' && choice.password === null}
          words=""
        />
        <button type="button" className={`${controls.quiet} ${styles.small}`} onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}
