'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useId, useRef } from 'react'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { LinkForm } from './link-form.tsx'
import type { OptionsProps } from './options-panel.tsx'
import { Refusal } from './refusal.tsx'
import type { Writing } from './use-writing.ts'
import styles from './write-step.module.css'

interface WriteStepProps extends OptionsProps {
  readonly writing: Writing
  readonly onWriting: (writing: Writing) => void
  readonly refusal: DropError | undefined
  readonly onMakeLink: () => void
}

type FieldProps = Pick<WriteStepProps, 'writing' | 'onWriting'>

function NoteField({ writing, onWriting }: FieldProps) {
  const t = useTranslations('send')
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  // After a paste on the empty page nothing has the focus; whoever chooses by the arrow keys keeps it on the choice.
  useEffect(() => {
    if (document.activeElement === document.body) field.current?.focus()
  }, [])
  return (
    <div>
      <label className={controls.label} htmlFor={id}>
        {t('write.note.label')}
      </label>
      <textarea
        ref={field}
        id={id}
        className={controls.area}
        rows={8}
        dir="auto"
        required
        autoComplete="off"
        aria-describedby={`${id}-hint`}
        value={writing.note}
        onChange={(event) => onWriting({ ...writing, note: event.target.value })}
      />
      <p id={`${id}-hint`} className={`${controls.hint} ${styles.below}`}>
        {t('write.note.hint')}
      </p>
    </div>
  )
}

/** The host that an address leads to, where it is one. */
function hostOf(address: string): string | null {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : null
  return url !== null && /^https?:$/.test(url.protocol) ? url.host : null
}

function AddressField({ writing, onWriting }: FieldProps) {
  const t = useTranslations('send')
  const id = useId()
  const host = hostOf(writing.address)
  return (
    <div>
      <label className={controls.label} htmlFor={id}>
        {t('write.address.label')}
      </label>
      <input
        id={id}
        className={controls.field}
        type="url"
        inputMode="url"
        dir="ltr"
        required
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        aria-describedby={`${id}-hint`}
        value={writing.address}
        onChange={(event) => onWriting({ ...writing, address: event.target.value })}
      />
      <p id={`${id}-hint`} className={`${controls.hint} ${styles.below}`}>
        {host === null
          ? t('write.address.hint')
          : t.rich('write.address.hintHost', {
              site: host,
              host: (chunks) => (
                <strong className={styles.host} dir="ltr">
                  {chunks}
                </strong>
              ),
            })}
      </p>
    </div>
  )
}

/** A note or an address instead of files, with the same options. */
export function WriteStep({ writing, onWriting, refusal, ...form }: WriteStepProps) {
  return (
    <div className={controls.panel}>
      <Refusal typed error={refusal} />
      <LinkForm {...form}>
        {writing.kind === 'note' ? (
          <NoteField writing={writing} onWriting={onWriting} />
        ) : (
          <AddressField writing={writing} onWriting={onWriting} />
        )}
      </LinkForm>
    </div>
  )
}
