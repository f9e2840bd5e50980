'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import controls from './controls.module.css'
import { CopySmall } from './copy-small.tsx'
import styles from './new-password.module.css'
import { PasswordField } from './password-field.tsx'

interface NewPasswordProps {
  readonly password: string
  readonly hint: string
  readonly onPassword: (password: string) => void
  readonly onHint: (hint: string) => void
  /** Where this site asks for one with every link. */
  readonly isRequired?: boolean
}

async function suggestPassword(): Promise<string> {
  const { generatePassword } = await import('../../lib/client/password/generate-password.ts')
  return generatePassword((bytes) => crypto.getRandomValues(new Uint8Array(bytes)))
}

/** How many were suggested, and whether the last one could not be: the list of words is loaded for it. */
function useSuggestion(onPassword: (password: string) => void) {
  const [suggested, setSuggested] = useState(0)
  const [failed, setFailed] = useState(false)
  const suggest = () => {
    suggestPassword().then(
      (password) => {
        onPassword(password)
        setSuggested((count) => count + 1)
        setFailed(false)
      },
      () => setFailed(true),
    )
  }
  return { suggested, failed, suggest }
}

function Hint({ hint, onHint }: { hint: string; onHint: (hint: string) => void }) {
  const t = useTranslations('common.newPassword')
  const id = useId()
  return (
    <div>
      <label className={controls.label} htmlFor={id}>
        {t('hint')}
      </label>
      <input
        id={id}
        className={controls.field}
        maxLength={100}
        autoComplete="off"
        aria-describedby={`${id}-warning`}
        value={hint}
        onChange={(event) => onHint(event.target.value)}
      />
      <p id={`${id}-warning`} className={`${controls.hint} ${styles.below}`}>
        {t('hintWarning')}
      </p>
    </div>
  )
}

/** A password for links that are to be made, with the offer of a good one, and a hint for who is asked. */
export function NewPassword({ password, hint, onPassword, onHint, isRequired = false }: NewPasswordProps) {
  const t = useTranslations('common.newPassword')
  const { suggested, failed, suggest } = useSuggestion(onPassword)
  const id = useId()
  return (
    <div className={styles.password}>
      <div>
        <PasswordField
          key={suggested}
          label={isRequired ? t('labelRequired') : t('label')}
          value={password}
          onValue={onPassword}
          autoComplete="new-password"
          describedBy={id}
          required={isRequired}
          startsShown={suggested > 0}
        />
        <div className={styles.ways}>
          <button type="button" className={`${controls.quiet} ${controls.small} ${styles.suggest}`} onClick={suggest}>
            {suggested === 0 ? t('suggest') : t('suggestAnother')}
          </button>
          {suggested > 0 && password !== '' && <CopySmall text={password} label={t('copy')} />}
        </div>
        <p id={id} className={controls.hint}>
          {t('explanation')}
        </p>
        <p className={failed ? controls.problem : 'visually-hidden'} role="status">
          {failed && t('failed')}
          {!failed && suggested > 0 && t('suggested')}
        </p>
      </div>
      {password !== '' && <Hint hint={hint} onHint={onHint} />}
    </div>
  )
}
