'use client'

import controls from '../_components/controls.module.css'

interface PasswordFieldProps {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  /** A password that is chosen here: password keepers then offer to make one. */
  readonly isNew?: boolean
  readonly isInvalid?: boolean
}

/** A password that is typed unseen. */
export function PasswordField({ label, value, onValue, isNew = false, isInvalid = false }: PasswordFieldProps) {
  return (
    <label>
      <span className={controls.label}>{label}</span>
      <input
        className={controls.field}
        type="password"
        autoComplete={isNew ? 'new-password' : 'off'}
        aria-invalid={isInvalid}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    </label>
  )
}
