'use client'

import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import styles from '../_components/controls.module.css'
import { useHydrated } from '../_components/use-hydrated.ts'

interface ChooseButtonsProps {
  readonly onChoose: (input: HTMLInputElement) => void
  /** In the list's corner the buttons stand back. */
  readonly small?: boolean
}

/** Asks for files or for a whole folder, by the browser's own dialogs. */
export function ChooseButtons({ onChoose, small = false }: ChooseButtonsProps) {
  const t = useTranslations('send')
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const hydrated = useHydrated()
  const chosen = (input: HTMLInputElement) => {
    onChoose(input)
    // The same file may be chosen again after it was removed.
    input.value = ''
  }
  return (
    <>
      <button
        type="button"
        disabled={!hydrated}
        className={small ? styles.quiet : `${styles.primary} ${styles.large}`}
        onClick={() => files.current?.click()}
      >
        {t('choose.files')}
      </button>
      <button
        type="button"
        disabled={!hydrated}
        className={small ? styles.quiet : `${styles.secondary} ${styles.large}`}
        onClick={() => folder.current?.click()}
      >
        {t('choose.folder')}
      </button>
      <input ref={files} type="file" multiple hidden onChange={(event) => chosen(event.currentTarget)} />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: '' }}
        onChange={(event) => chosen(event.currentTarget)}
      />
    </>
  )
}
