'use client'

import { useState } from 'react'
import { errorWords } from '../../lib/client/error-words.ts'
import type { Imported, SentDrops } from '../../lib/client/sent-state.ts'
import controls from '../_components/controls.module.css'
import { PasswordField } from '../_components/password-field.tsx'
import form from './form.module.css'
import styles from './list-care.module.css'
import { SubmitRow, useDeed } from './submit-row.tsx'

function importWords(result: Imported | null): string {
  if (result === null) return ''
  if (!('added' in result)) {
    const { title, text } = errorWords(result)
    return `${title}. ${text}`
  }
  const drops = result.added === 1 ? '1 drop was added' : `${result.added.toLocaleString('en')} drops were added`
  return result.known === 0 ? `${drops}.` : `${drops}, ${result.known.toLocaleString('en')} here already.`
}

/** Adds an exported list to this one. */
export function ImportList({ sent }: { sent: SentDrops }) {
  const [file, setFile] = useState<File | null>(null)
  const [password, setPassword] = useState('')
  const { isBusy, result, submit } = useDeed(async () => {
    if (file === null) return null
    const imported = await sent.importList(file, password)
    if ('added' in imported) setPassword('')
    return imported
  })
  const isWrong = result !== null && 'code' in result && result.code === 'password-wrong'
  return (
    <form className={`${form.form} ${styles.inside}`} onSubmit={submit}>
      <label>
        <span className={controls.label}>Exported file</span>
        <input
          className={form.file}
          type="file"
          accept=".snowlist"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </label>
      <PasswordField
        autoComplete="off"
        label="Password of the file"
        value={password}
        onValue={setPassword}
        invalid={isWrong}
      />
      <SubmitRow
        label="Import"
        busyLabel="Opening …"
        isBusy={isBusy}
        disabled={file === null || password === ''}
        words={importWords(result)}
      />
    </form>
  )
}
