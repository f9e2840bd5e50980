'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import type { LinkChoice } from '../../lib/client/send/send-state.ts'
import { duration } from '../../lib/client/words/amounts.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { Choice } from '../_components/choice.tsx'
import controls from '../_components/controls.module.css'
import { NewPassword } from '../_components/new-password.tsx'
import { useLanguage } from '../language/use-language.ts'
import type { Instance } from '../send/instance.ts'
import { choiceFrom, freshDraft, type LinkDraft } from '../send/link-draft.ts'
import styles from './form.module.css'
import { SubmitRow, useDeed } from './submit-row.tsx'

interface MoreLinksProps {
  readonly instance: Instance
  readonly onAdd: (choice: LinkChoice) => Promise<DropError | null>
  /** Whether the drop has a link of this name by now. */
  readonly isMade: (label: string) => boolean
  readonly onDone: () => void
}

interface FieldsProps {
  readonly draft: LinkDraft
  readonly change: (part: Partial<LinkDraft>) => void
  readonly instance: Instance
}

function Limits({ draft, change, instance }: FieldsProps) {
  const t = useTranslations('common')
  const locale = useLocale()
  return (
    <div className={styles.pair}>
      <Choice
        label={t('moreLinks.expires')}
        value={draft.expiresIn}
        options={instance.expiry.choices.map((value) => ({ value, words: duration(value, locale) }))}
        onValue={(expiresIn) => change({ expiresIn })}
      />
      <Choice
        label={t('moreLinks.downloads')}
        value={draft.maxDownloads}
        options={instance.downloads.choices.map((value) => ({ value, words: value.toLocaleString(locale) }))}
        onValue={(maxDownloads) => change({ maxDownloads })}
      />
    </div>
  )
}

function Names({ draft, change }: FieldsProps) {
  const t = useTranslations('common')
  return (
    <label>
      <span className={controls.label}>{t('moreLinks.names')}</span>
      <textarea
        className={`${controls.field} ${styles.lines}`}
        rows={3}
        dir="auto"
        value={draft.names}
        placeholder={t('moreLinks.namesPlaceholder')}
        onChange={(event) => change({ names: event.target.value })}
      />
      <span className={`${controls.hint} ${styles.note}`}>{t('moreLinks.namesHint')}</span>
    </label>
  )
}

function Password({ draft, change, instance }: FieldsProps) {
  if (instance.password === 'off') return null
  return (
    <NewPassword
      password={draft.password}
      hint={draft.hint}
      onPassword={(password) => change({ password })}
      onHint={(hint) => change({ hint })}
      isRequired={instance.password === 'required'}
    />
  )
}

/** Further links to a drop: one, or one for each name. Nothing is uploaded again. */
export function MoreLinks({ instance, onAdd, isMade, onDone }: MoreLinksProps) {
  const t = useTranslations('common')
  const language = useLanguage()
  const [draft, setDraft] = useState(() => freshDraft(instance))
  const change = (part: Partial<LinkDraft>) => setDraft((before) => ({ ...before, ...part }))
  const fields = { draft, change, instance }
  const choice = choiceFrom(draft)
  const count = choice.labels.length
  const { isBusy, result, submit } = useDeed(async () => {
    const error = await onAdd(choice)
    if (error === null) onDone()
    // Another try makes only what is missing.
    else change({ names: choice.labels.filter((label) => label !== null && !isMade(label)).join('\n') })
    return error
  })
  return (
    <form className={`${styles.form} ${styles.box}`} aria-label={t('moreLinks.label')} onSubmit={submit}>
      <Names {...fields} />
      <Limits {...fields} />
      <Password {...fields} />
      {result && (
        <p className={controls.problem} role="alert">
          {errorWords(result, language).text}
        </p>
      )}
      <div className={controls.row}>
        <SubmitRow
          label={t('moreLinks.make', { count })}
          busyLabel={t('moreLinks.making')}
          isBusy={isBusy}
          disabled={instance.password === 'required' && choice.password === null}
          words=""
        />
        <button type="button" className={`${controls.quiet} ${controls.small}`} onClick={onDone}>
          {t('moreLinks.cancel')}
        </button>
      </div>
    </form>
  )
}
