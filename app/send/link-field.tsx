'use client'

import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import controls from '../_components/controls.module.css'
import { ShareButton } from '../_components/share-button.tsx'
import { useCopy } from '../_components/use-copy.ts'
import styles from './link-field.module.css'

/** Copies the field's text; where the browser refuses, the next best thing is a selection, ready for Ctrl+C. */
function useCopyField() {
  const field = useRef<HTMLInputElement>(null)
  const { copied, copy } = useCopy()
  const copyField = async (text: string) => {
    if ((await copy(text)) === 'yes') return
    field.current?.focus()
    field.current?.select()
  }
  return { field, copied, copy: copyField }
}

/** The link, to copy or to hand to another app. */
export function LinkField({ url, label }: { url: string; label: string | null }) {
  const t = useTranslations('send')
  const { field, copied, copy } = useCopyField()
  return (
    <div>
      <label className={controls.label} htmlFor="link">
        {label === null ? t('ready.link') : t.rich('ready.linkFor', { label, name: (chunks) => <bdi>{chunks}</bdi> })}
      </label>
      <input
        ref={field}
        id="link"
        className={`${controls.field} ${styles.url}`}
        dir="ltr"
        readOnly
        spellCheck={false}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <div className={styles.buttons}>
        <button
          type="button"
          className={`${controls.primary} ${controls.large} ${styles.copy}`}
          data-copied={copied}
          onClick={() => void copy(url)}
        >
          {copied === 'yes' ? t('ready.copied') : t('ready.copy')}
        </button>
        <ShareButton url={url} />
      </div>
      <p className={copied === 'refused' ? controls.hint : 'visually-hidden'} role="status">
        {copied === 'yes' && t('ready.copiedSpoken')}
        {copied === 'refused' && t('ready.copyRefused')}
      </p>
    </div>
  )
}
