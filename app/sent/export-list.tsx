'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { saveByLink } from '../../lib/adapters/sinks/save-by-link.ts'
import type { SentDrops } from '../../lib/client/sent/sent-state.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import controls from '../_components/controls.module.css'
import { PasswordField } from '../_components/password-field.tsx'
import { useLanguage } from '../language/use-language.ts'
import form from './form.module.css'
import styles from './list-care.module.css'
import { SubmitRow, useDeed } from './submit-row.tsx'

/** Shorter passwords are guessed by whoever finds the file, as nothing slows them down but the stretching. */
const LEAST = 8

/** Writes the whole list to a file that a password opens. */
export function ExportList({ sent }: { sent: SentDrops }) {
  const t = useTranslations('sent')
  const language = useLanguage()
  const [password, setPassword] = useState('')
  const { isBusy, result, submit } = useDeed(async () => {
    const file = await sent.exportList(password)
    if (!(file instanceof Blob)) return errorWords(file, language).text
    saveByLink(document)(file, `sent-${new Date().toISOString().slice(0, 10)}.snowlist`)
    setPassword('')
    return t('export.done')
  })
  return (
    <form className={`${form.form} ${styles.inside}`} onSubmit={submit}>
      <p className={controls.hint}>{t('export.hint')}</p>
      <PasswordField
        autoComplete="new-password"
        label={t('export.password', { least: LEAST })}
        value={password}
        onValue={setPassword}
      />
      <SubmitRow
        label={t('export.submit')}
        busyLabel={t('export.sealing')}
        isBusy={isBusy}
        disabled={password.length < LEAST}
        words={result ?? ''}
      />
    </form>
  )
}
