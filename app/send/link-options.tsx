'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Language } from '../../lib/client/words/language.ts'
import controls from '../_components/controls.module.css'
import { later } from '../_components/later.tsx'
import { useLanguage } from '../language/use-language.ts'
import { choiceFrom, type LinkDraft } from './link-draft.ts'
import styles from './link-options.module.css'
import type { OptionsProps } from './options-panel.tsx'

const OptionsPanel = later(() => import('./options-panel.tsx').then(({ OptionsPanel: Panel }) => Panel))
const PasswordOption = later(() => import('./options-panel.tsx').then(({ PasswordOption: Option }) => Option))

/** What is set behind the fold, so that nothing of it is forgotten there. */
function setSoFar(draft: LinkDraft, { t }: Language): string | null {
  const { password, labels } = choiceFrom(draft)
  const count = labels.length
  if (count > 1) return t(password === null ? 'send.options.set.links' : 'send.options.set.both', { count })
  return password === null ? null : t('send.options.set.password')
}

/** The quieter options, folded away; a password that this site asks for is not. */
export function LinkOptions(props: OptionsProps) {
  const t = useTranslations('send')
  const language = useLanguage()
  const { instance, draft } = props
  const [isOpen, setOpen] = useState(false)
  const isEmpty = instance.password !== 'optional' && instance.linksMax <= 1
  const set = isOpen ? null : setSoFar(draft, language)
  return (
    <>
      {instance.password === 'required' && <PasswordOption {...props} />}
      {!isEmpty && (
        <details className={styles.options} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary className={controls.unfolds}>
            {set === null
              ? t('options.more')
              : t.rich('options.moreSet', {
                  words: set,
                  set: (chunks) => <span className={styles.set}>{chunks}</span>,
                })}
          </summary>
          {isOpen && <OptionsPanel {...props} />}
        </details>
      )}
    </>
  )
}
