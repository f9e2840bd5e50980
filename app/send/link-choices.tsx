'use client'

import { useLocale, useTranslations } from 'next-intl'
import { duration } from '../../lib/client/words/amounts.ts'
import controls from '../_components/controls.module.css'
import type { Instance } from './instance.ts'
import styles from './link-choices.module.css'
import type { LinkDraft } from './link-draft.ts'

interface LinkChoicesProps {
  readonly instance: Instance
  readonly draft: LinkDraft
  readonly onDraft: (draft: LinkDraft) => void
}

interface SelectProps {
  readonly label: string
  readonly value: number
  readonly choices: readonly number[]
  readonly say: (value: number) => string
  readonly onValue: (value: number) => void
}

function Select({ label, value, choices, say, onValue }: SelectProps) {
  return (
    <label className={styles.choice}>
      <span className={controls.label}>{label}</span>
      <span className={styles.box}>
        <select className={controls.field} value={value} onChange={(event) => onValue(Number(event.target.value))}>
          {choices.map((each) => (
            <option key={each} value={each}>
              {say(each)}
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

/** When the link ends: by time or by downloads, whichever comes first. */
export function LinkChoices({ instance, draft, onDraft }: LinkChoicesProps) {
  const t = useTranslations('send')
  const locale = useLocale()
  return (
    <div>
      <div className={styles.choices}>
        <Select
          label={t('options.expires')}
          value={draft.expiresIn}
          choices={instance.expiry.choices}
          say={(seconds) => duration(seconds, locale)}
          onValue={(expiresIn) => onDraft({ ...draft, expiresIn })}
        />
        <Select
          label={t('options.downloads')}
          value={draft.maxDownloads}
          choices={instance.downloads.choices}
          say={(count) => count.toLocaleString(locale)}
          onValue={(maxDownloads) => onDraft({ ...draft, maxDownloads })}
        />
      </div>
      <p className={`${controls.hint} ${styles.rule}`}>{t('options.rule')}</p>
    </div>
  )
}
