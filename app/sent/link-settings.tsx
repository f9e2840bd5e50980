'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { LinkEdit } from '../../lib/client/sent/sent-state.ts'
import { duration } from '../../lib/client/words/amounts.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { Language } from '../../lib/client/words/language.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import type { OwnedLink } from '../../lib/wire/drops.ts'
import { Choice } from '../_components/choice.tsx'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'
import type { Instance } from '../send/instance.ts'
import styles from './form.module.css'
import { SubmitRow, useDeed } from './submit-row.tsx'

interface LinkSettingsProps {
  readonly owned: OwnedLink
  readonly label: string | null
  readonly instance: Instance
  readonly onEdit: (edit: LinkEdit) => Promise<DropError | null>
  readonly onRename: (label: string | null) => Promise<DropError | null>
}

/** The limits that may be chosen: none below what is used up or running, and the present one in any case. */
function downloadChoices(
  { choices }: Instance['downloads'],
  { counted, running, maxDownloads }: OwnedLink,
  { locale }: Language,
) {
  const possible = choices.filter((count) => count >= Math.max(1, counted + running))
  const all = [...new Set([...possible, maxDownloads])].sort((a, b) => a - b)
  return all.map((value) => ({ value, words: value.toLocaleString(locale) }))
}

function expiryChoices({ choices }: Instance['expiry'], { locale, t }: Language) {
  const later = choices.map((value) => ({
    value,
    words: t('sent.settings.expiresIn', { duration: duration(value, locale) }),
  }))
  return [{ value: 0, words: t('sent.settings.expiresSame') }, ...later]
}

function useSettings({ owned, label, onEdit, onRename }: LinkSettingsProps) {
  const t = useTranslations('sent')
  const language = useLanguage()
  const [name, setName] = useState(label ?? '')
  const [expiresIn, setExpiresIn] = useState(0)
  const [chosen, setChosen] = useState<number | null>(null)
  const maxDownloads = chosen ?? owned.maxDownloads
  const deed = useDeed(async () => {
    const limits = { ...(expiresIn > 0 && { expiresIn }), ...(maxDownloads !== owned.maxDownloads && { maxDownloads }) }
    const refused = Object.keys(limits).length > 0 ? await onEdit(limits) : null
    const error = refused ?? (name.trim() === (label ?? '') ? null : await onRename(name))
    if (error) return errorWords(error, language).text
    setExpiresIn(0)
    setChosen(null)
    return t('settings.saved')
  })
  return { name, setName, expiresIn, setExpiresIn, maxDownloads, setMaxDownloads: setChosen, deed }
}

interface LimitsProps extends Pick<LinkSettingsProps, 'owned' | 'instance'> {
  readonly settings: ReturnType<typeof useSettings>
}

function Limits({ owned, instance, settings }: LimitsProps) {
  const t = useTranslations('sent')
  const language = useLanguage()
  return (
    <div className={styles.pair}>
      <Choice
        label={t('settings.expires')}
        value={settings.expiresIn}
        options={expiryChoices(instance.expiry, language)}
        onValue={settings.setExpiresIn}
      />
      <Choice
        label={t('settings.downloads')}
        value={settings.maxDownloads}
        options={downloadChoices(instance.downloads, owned, language)}
        onValue={settings.setMaxDownloads}
      />
    </div>
  )
}

/** Name, end and limit of one link. One that is over keeps its name only. */
export function LinkSettings(props: LinkSettingsProps) {
  const t = useTranslations('sent')
  const { owned, instance } = props
  const settings = useSettings(props)
  const { name, setName, deed } = settings
  return (
    <form className={styles.form} onSubmit={deed.submit}>
      <label>
        <span className={controls.label}>{t('settings.name')}</span>
        <input
          className={controls.field}
          maxLength={200}
          dir="auto"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {owned.ended === null && <Limits owned={owned} instance={instance} settings={settings} />}
      <SubmitRow
        label={t('settings.save')}
        busyLabel={t('settings.saving')}
        isBusy={deed.isBusy}
        words={deed.result ?? ''}
      />
    </form>
  )
}
