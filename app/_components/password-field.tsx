'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import controls from './controls.module.css'
import styles from './password-field.module.css'

interface PasswordFieldProps {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  /** `new-password` where one is chosen; `off` where it is somebody else's, so that no manager keeps it. */
  readonly autoComplete: 'new-password' | 'off'
  readonly describedBy?: string | undefined
  readonly invalid?: boolean
  readonly autoFocus?: boolean
  readonly required?: boolean
  /** Shown until it is hidden: a password that was suggested has to be read first. */
  readonly startsShown?: boolean
}

/** A password that can be shown while it is typed. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, value, onValue, autoComplete, describedBy, invalid, autoFocus, required, startsShown } = props
  const t = useTranslations('common.passwordField')
  const id = useId()
  const [isShown, setShown] = useState(startsShown ?? false)
  return (
    <div>
      <label className={controls.label} htmlFor={id}>
        {label}
      </label>
      <span className={styles.box}>
        <input
          id={id}
          className={controls.field}
          type={isShown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onValue(event.target.value)}
          autoComplete={autoComplete}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          aria-describedby={describedBy}
          aria-invalid={invalid ?? false}
          required={required}
          // biome-ignore lint/a11y/noAutofocus: it is the one thing this step asks for
          autoFocus={autoFocus}
        />
        <button type="button" className={styles.show} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? t('hide') : t('show')}
        </button>
      </span>
    </div>
  )
}
