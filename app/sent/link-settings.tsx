'use client'

import { useState } from 'react'
import { duration } from '../../lib/client/amounts.ts'
import { errorWords } from '../../lib/client/error-words.ts'
import type { LinkEdit } from '../../lib/client/sent-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import type { OwnedLink } from '../../lib/wire/drops.ts'
import controls from '../_components/controls.module.css'
import type { Instance } from '../send/instance.ts'
import { Choice } from './choice.tsx'
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
function downloadChoices({ choices }: Instance['downloads'], { counted, running, maxDownloads }: OwnedLink) {
  const possible = choices.filter((count) => count >= Math.max(1, counted + running))
  const all = [...new Set([...possible, maxDownloads])].sort((a, b) => a - b)
  return all.map((value) => ({ value, words: value.toLocaleString('en') }))
}

function expiryChoices({ choices }: Instance['expiry']) {
  return [{ value: 0, words: 'As it is' }, ...choices.map((value) => ({ value, words: `${duration(value)} from now` }))]
}

function useSettings({ owned, label, onEdit, onRename }: LinkSettingsProps) {
  const [name, setName] = useState(label ?? '')
  const [expiresIn, setExpiresIn] = useState(0)
  const [chosen, setChosen] = useState<number | null>(null)
  const maxDownloads = chosen ?? owned.maxDownloads
  const deed = useDeed(async () => {
    const limits = { ...(expiresIn > 0 && { expiresIn }), ...(maxDownloads !== owned.maxDownloads && { maxDownloads }) }
    const refused = Object.keys(limits).length > 0 ? await onEdit(limits) : null
    const error = refused ?? (name.trim() === (label ?? '') ? null : await onRename(name))
    if (error) return errorWords(error).text
    setExpiresIn(0)
    setChosen(null)
    return 'Saved.'
  })
  return { name, setName, expiresIn, setExpiresIn, maxDownloads, setMaxDownloads: setChosen, deed }
}

/** Name, end and limit of one link. One that is over keeps its name only. */
export function LinkSettings(props: LinkSettingsProps) {
  const { owned, instance } = props
  const { name, setName, expiresIn, setExpiresIn, maxDownloads, setMaxDownloads, deed } = useSettings(props)
  return (
    <form className={styles.form} onSubmit={deed.submit}>
      <label>
        <span className={controls.label}>Name, for you alone</span>
        <input
          className={controls.field}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {owned.ended === null && (
        <div className={styles.pair}>
          <Choice label="Expires" value={expiresIn} options={expiryChoices(instance.expiry)} onValue={setExpiresIn} />
          <Choice
            label="Downloads"
            value={maxDownloads}
            options={downloadChoices(instance.downloads, owned)}
            onValue={setMaxDownloads}
          />
        </div>
      )}
      <SubmitRow label="Save changes" busyLabel="Saving …" isBusy={deed.isBusy} words={deed.result ?? ''} />
    </form>
  )
}
