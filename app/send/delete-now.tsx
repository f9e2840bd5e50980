'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'
import styles from './delete-now.module.css'

type Asked = { step: 'no' } | { step: 'sure'; error: DropError | null } | { step: 'deleting' }

interface DeleteNowProps {
  /** How many lead to the drop. */
  readonly links: number
  readonly onDelete: () => Promise<DropError | null>
}

function Warning({ links, error }: { links: number; error: DropError | null }) {
  const t = useTranslations('send')
  const language = useLanguage()
  return (
    <p className={styles.question}>
      {error ? errorWords(error, language).text : t('ready.delete.question', { count: links })}
    </p>
  )
}

/** Deletes the drop, after asking once. */
export function DeleteNow({ links, onDelete }: DeleteNowProps) {
  const t = useTranslations('send')
  const [asked, setAsked] = useState<Asked>({ step: 'no' })
  const sure = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (asked.step === 'sure') sure.current?.focus()
  }, [asked.step])
  const confirm = async () => {
    setAsked({ step: 'deleting' })
    const error = await onDelete()
    if (error) setAsked({ step: 'sure', error })
  }
  if (asked.step === 'no') {
    return (
      <button type="button" className={controls.danger} onClick={() => setAsked({ step: 'sure', error: null })}>
        {t('ready.delete.label')}
      </button>
    )
  }
  return (
    <div className={styles.ask} role="group" aria-label={t('ready.delete.title')}>
      <Warning links={links} error={asked.step === 'sure' ? asked.error : null} />
      <button
        ref={sure}
        type="button"
        disabled={asked.step === 'deleting'}
        className={controls.danger}
        onClick={() => void confirm()}
      >
        {asked.step === 'deleting' ? t('ready.delete.deleting') : t('ready.delete.yes')}
      </button>
      <button type="button" className={controls.quiet} onClick={() => setAsked({ step: 'no' })}>
        {t('ready.delete.no')}
      </button>
    </div>
  )
}
