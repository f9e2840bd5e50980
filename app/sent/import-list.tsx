'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Imported, SentDrops } from '../../lib/client/sent/sent-state.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { Language } from '../../lib/client/words/language.ts'
import controls from '../_components/controls.module.css'
import { PasswordField } from '../_components/password-field.tsx'
import { useLanguage } from '../language/use-language.ts'
import form from './form.module.css'
import styles from './list-care.module.css'
import { SubmitRow, useDeed } from './submit-row.tsx'

function importWords(result: Imported | null, language: Language): string {
  if (result === null) return ''
  const { t } = language
  if (!('added' in result)) return t('sent.import.refused', { ...errorWords(result, language) })
  const { added: count, known } = result
  return known === 0 ? t('sent.import.added', { count }) : t('sent.import.addedKnown', { count, known })
}

/** Adds an exported list to this one. */
export function ImportList({ sent }: { sent: SentDrops }) {
  const t = useTranslations('sent')
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
        <span className={controls.label}>{t('import.file')}</span>
        <input
          className={form.file}
          type="file"
          accept=".snowlist"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </label>
      <PasswordField
        autoComplete="off"
        label={t('import.password')}
        value={password}
        onValue={setPassword}
        invalid={isWrong}
      />
      <SubmitRow
        label={t('import.submit')}
        busyLabel={t('import.opening')}
        isBusy={isBusy}
        disabled={file === null || password === ''}
        words={importWords(result, useLanguage())}
      />
    </form>
  )
}
