'use client'

import { useLocale, useTranslations } from 'next-intl'
import { duration } from '../../lib/client/words/amounts.ts'
import { Choice } from '../_components/choice.tsx'
import controls from '../_components/controls.module.css'
import type { Instance } from './instance.ts'
import styles from './link-choices.module.css'
import type { LinkDraft } from './link-draft.ts'

interface LinkChoicesProps {
  readonly instance: Instance
  readonly draft: LinkDraft
  readonly onDraft: (draft: LinkDraft) => void
}

/** When the link ends: by time or by downloads, whichever comes first. */
export function LinkChoices({ instance, draft, onDraft }: LinkChoicesProps) {
  const t = useTranslations('send')
  const locale = useLocale()
  return (
    <div>
      <div className={styles.choices}>
        <Choice
          label={t('options.expires')}
          value={draft.expiresIn}
          options={instance.expiry.choices.map((value) => ({ value, words: duration(value, locale) }))}
          onValue={(expiresIn) => onDraft({ ...draft, expiresIn })}
        />
        <Choice
          label={t('options.downloads')}
          value={draft.maxDownloads}
          options={instance.downloads.choices.map((value) => ({ value, words: value.toLocaleString(locale) }))}
          onValue={(maxDownloads) => onDraft({ ...draft, maxDownloads })}
        />
      </div>
      <p className={`${controls.hint} ${styles.rule}`}>{t('options.rule')}</p>
    </div>
  )
}
