'use client'

import { useId } from 'react'
import controls from '../_components/controls.module.css'
import { NewPassword } from '../_components/new-password.tsx'
import type { Instance } from './instance.ts'
import { choiceFrom, type LinkDraft } from './link-draft.ts'
import styles from './link-options.module.css'

export interface OptionsProps {
  readonly instance: Instance
  readonly draft: LinkDraft
  readonly onDraft: (draft: LinkDraft) => void
}

function makes(count: number, most: number): string {
  if (count > most) return `Those are ${count.toLocaleString('en')}; one drop has up to ${most.toLocaleString('en')}.`
  if (count > 1) return `Makes ${count.toLocaleString('en')} links, each to be ended by itself.`
  return 'Each line makes a link of its own. Only you see these names.'
}

function Names({ instance, draft, onDraft }: OptionsProps) {
  const id = useId()
  return (
    <div>
      <label className={controls.label} htmlFor={id}>
        One link per recipient
      </label>
      <textarea
        id={id}
        className={controls.area}
        rows={3}
        autoComplete="off"
        placeholder={'Ada\nGrace'}
        aria-describedby={`${id}-hint`}
        value={draft.names}
        onChange={(event) => onDraft({ ...draft, names: event.target.value })}
      />
      <p id={`${id}-hint`} className={`${controls.hint} ${styles.below}`} role="status">
        {makes(choiceFrom(draft).labels.length, instance.linksMax)}
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
