'use client'

import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { Language } from '../../lib/client/words/language.ts'
import controls from '../_components/controls.module.css'
import { NewPassword } from '../_components/new-password.tsx'
import { useLanguage } from '../language/use-language.ts'
import type { Instance } from './instance.ts'
import { choiceFrom, type LinkDraft } from './link-draft.ts'
import styles from './link-options.module.css'

export interface OptionsProps {
  readonly instance: Instance
  readonly draft: LinkDraft
  readonly onDraft: (draft: LinkDraft) => void
}

function makes(count: number, most: number, { t }: Language): string {
  if (count > most) return t('send.options.names.tooMany', { count, most })
  if (count > 1) return t('send.options.names.makes', { count })
  return t('send.options.names.hint')
}

function Names({ instance, draft, onDraft }: OptionsProps) {
  const t = useTranslations('send')
  const id = useId()
  return (
    <div>
      <label className={controls.label} htmlFor={id}>
        {t('options.names.label')}
      </label>
      <textarea
        id={id}
        className={controls.area}
        rows={3}
        dir="auto"
        autoComplete="off"
        placeholder={t('options.names.placeholder')}
        aria-describedby={`${id}-hint`}
        value={draft.names}
        onChange={(event) => onDraft({ ...draft, names: event.target.value })}
      />
      <p id={`${id}-hint`} className={`${controls.hint} ${styles.below}`} role="status">
        {makes(choiceFrom(draft).labels.length, instance.linksMax, useLanguage())}
      </p>
    </div>
  )
}

/** The password of links that are to be made, with its hint. */
export function PasswordOption({ instance, draft, onDraft }: OptionsProps) {
  return (
    <NewPassword
      password={draft.password}
      hint={draft.hint}
      onPassword={(password) => onDraft({ ...draft, password })}
      onHint={(hint) => onDraft({ ...draft, hint })}
      isRequired={instance.password === 'required'}
    />
  )
}

/** What is chosen less often: a password where it is not asked for anyway, and for whom the links are. */
export function OptionsPanel(props: OptionsProps) {
  const { instance } = props
  return (
    <div className={styles.panel}>
      {instance.password === 'optional' && <PasswordOption {...props} />}
      {instance.linksMax > 1 && <Names {...props} />}
    </div>
  )
}
