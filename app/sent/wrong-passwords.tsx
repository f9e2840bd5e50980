'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { SentLink } from '../../lib/client/sent/sent-state.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'
import styles from './link-row.module.css'

interface WrongPasswordsProps {
  readonly link: SentLink
  readonly onUnfreeze: () => Promise<DropError | null>
}

/** How often a link was tried with a wrong password, and the way to let it be tried again. */
export function WrongPasswords({ link: { owned }, onUnfreeze }: WrongPasswordsProps) {
  const t = useTranslations('sent')
  const language = useLanguage()
  const [error, setError] = useState<DropError | null>(null)
  const [isBusy, setBusy] = useState(false)
  if (owned === null || owned.ended || owned.wrongTries === 0) return null
  const unfreeze = async () => {
    setBusy(true)
    setError(await onUnfreeze())
    setBusy(false)
  }
  return (
    <div className={`${controls.care} ${styles.care}`}>
      <p>{t(owned.frozen ? 'link.wrongPasswords.frozen' : 'link.wrongPasswords.some', { count: owned.wrongTries })}</p>
      {owned.frozen && (
        <button
          type="button"
          className={`${controls.secondary} ${controls.small}`}
          disabled={isBusy}
          onClick={() => void unfreeze()}
        >
          {t('link.wrongPasswords.unfreeze')}
        </button>
      )}
      {error && <p role="alert">{errorWords(error, language).text}</p>}
    </div>
  )
}
