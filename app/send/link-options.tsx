'use client'

import { useState } from 'react'
import { later } from '../_components/later.tsx'
import { choiceFrom, type LinkDraft } from './link-draft.ts'
import styles from './link-options.module.css'
import type { OptionsProps } from './options-panel.tsx'

const OptionsPanel = later(() => import('./options-panel.tsx').then(({ OptionsPanel: Panel }) => Panel))
const PasswordOption = later(() => import('./options-panel.tsx').then(({ PasswordOption: Option }) => Option))

/** What is set behind the fold, so that nothing of it is forgotten there. */
function setSoFar(draft: LinkDraft): string {
  const { password, labels } = choiceFrom(draft)
  const set = [password !== null && 'password', labels.length > 1 && `${labels.length.toLocaleString('en')} links`]
  return set.filter((each) => each !== false).join(', ')
}

/** The quieter options, folded away; a password that this site asks for is not. */
export function LinkOptions(props: OptionsProps) {
  const { instance, draft } = props
  const [isOpen, setOpen] = useState(false)
  const isEmpty = instance.password !== 'optional' && instance.linksMax <= 1
  const words = setSoFar(draft)
  return (
    <>
      {instance.password === 'required' && <PasswordOption {...props} />}
      {!isEmpty && (
        <details className={styles.options} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>More options{words !== '' && !isOpen && <span className={styles.set}>: {words}</span>}</summary>
          {isOpen && <OptionsPanel {...props} />}
        </details>
      )}
    </>
  )
}
