'use client'

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
}

/** A password that can be shown while it is typed. */
export function PasswordField({
  label,
  value,
  onValue,
  autoComplete,
  describedBy,
  invalid,
  autoFocus,
}: PasswordFieldProps) {
  const id = useId()
  const [isShown, setShown] = useState(false)
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
          // biome-ignore lint/a11y/noAutofocus: it is the one thing this step asks for
          autoFocus={autoFocus}
        />
        <button type="button" className={styles.show} aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? 'Hide' : 'Show'}
        </button>
      </span>
    </div>
  )
}
