'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import controls from '../_components/controls.module.css'
import { LinkChoices } from './link-choices.tsx'
import { choiceFrom } from './link-draft.ts'
import styles from './link-form.module.css'
import { LinkOptions } from './link-options.tsx'
import type { OptionsProps } from './options-panel.tsx'

interface LinkFormProps extends OptionsProps {
  readonly onMakeLink: () => void
  /** Leaves it; where there is something to leave. */
  readonly onCancel?: () => void
  /** What the links are to lead to, where it is typed here. */
  readonly children?: ReactNode
}

/** When links end, who may open them, and the button that asks for them: the same for every kind of drop. */
export function LinkForm({ onMakeLink, onCancel, children, ...options }: LinkFormProps) {
  const t = useTranslations('send')
  const { length: count } = choiceFrom(options.draft).labels
  return (
    <form
      className={styles.form}
      aria-label={t('form.label')}
      onSubmit={(event) => {
        event.preventDefault()
        onMakeLink()
      }}
    >
      {children}
      <LinkChoices {...options} />
      <LinkOptions {...options} />
      <div className={styles.actions} data-alone={onCancel === undefined}>
        <button type="submit" className={`${controls.primary} ${controls.large}`}>
          {t('form.create', { count })}
        </button>
        {onCancel && (
          <button type="button" className={`${controls.quiet} ${controls.large}`} onClick={onCancel}>
            {t('form.cancel')}
          </button>
        )}
      </div>
    </form>
  )
}
