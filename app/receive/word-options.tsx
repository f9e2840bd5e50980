'use client'

import { useTranslations } from 'next-intl'
import styles from './ask-step.module.css'

interface WordOptionsProps {
  readonly options: readonly string[]
  readonly active: number
  readonly onAccept: (word: string) => void
}

/** The words that a beginning may become, for the field that stands above them. */
export function WordOptions({ options, active, onAccept }: WordOptionsProps) {
  const t = useTranslations('receive.asking')
  return (
    <ul
      id="word-options"
      className={styles.options}
      role="listbox"
      aria-label={t('options')}
      hidden={options.length === 0}
    >
      {options.map((word, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are handled by the field, which keeps the focus
        <li
          key={word}
          id={`word-option-${index}`}
          className={styles.option}
          role="option"
          aria-selected={index === active}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onAccept(word)}
        >
          {word}
          {options.length === 1 && (
            <span className={styles.key} aria-hidden="true">
              {t('spaceKey')}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
