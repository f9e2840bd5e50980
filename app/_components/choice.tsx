'use client'

import styles from './choice.module.css'
import controls from './controls.module.css'

interface ChoiceProps<T extends string | number> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly words: string }[]
  readonly onValue: (value: T) => void
}

/** One of several, by the system's own list. */
export function Choice<T extends string | number>({ label, value, options, onValue }: ChoiceProps<T>) {
  const pick = (text: string) => {
    const option = options.find((each) => String(each.value) === text)
    if (option) onValue(option.value)
  }
  return (
    <label className={styles.choice}>
      <span className={controls.label}>{label}</span>
      <span className={styles.box}>
        <select className={controls.field} value={value} onChange={(event) => pick(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.words}
            </option>
          ))}
        </select>
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M3.5 6l4.5 4.5L12.5 6" />
        </svg>
      </span>
    </label>
  )
}
