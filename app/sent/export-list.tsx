'use client'

import { useState } from 'react'
import { errorWords } from '../../lib/client/error-words.ts'
import type { SentDrops } from '../../lib/client/sent-state.ts'
import controls from '../_components/controls.module.css'
import { PasswordField } from '../_components/password-field.tsx'
import form from './form.module.css'
import styles from './list-care.module.css'
import { saveBlob } from './save-blob.ts'
import { SubmitRow, useDeed } from './submit-row.tsx'

/** Shorter passwords are guessed by whoever finds the file, as nothing slows them down but the stretching. */
const LEAST = 8

/** Writes the whole list to a file that a password opens. */
export function ExportList({ sent }: { sent: SentDrops }) {
  const [password, setPassword] = useState('')
  const { isBusy, result, submit } = useDeed(async () => {
    const file = await sent.exportList(password)
    if (!(file instanceof Blob)) return errorWords(file).text
    saveBlob(file, `sent-${new Date().toISOString().slice(0, 10)}.snowlist`)
    setPassword('')
    return 'The file is in your downloads.'
  })
  return (
    <form className={`${form.form} ${styles.inside}`} onSubmit={submit}>
      <p className={controls.hint}>
        One encrypted file, for another device or as a copy. Whoever has it and its password can open, change and delete
        everything in this list.
      </p>
      <PasswordField
        autoComplete="new-password"
        label={`Password for the file, ${LEAST} characters or more`}
        value={password}
        onValue={setPassword}
      />
      <SubmitRow
        label="Export"
        busyLabel="Sealing …"
        isBusy={isBusy}
        disabled={password.length < LEAST}
        words={result ?? ''}
      />
    </form>
  )
}
