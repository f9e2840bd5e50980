'use client'

import { useLocale, useTranslations } from 'next-intl'
import { memo, useEffect, useRef, useState } from 'react'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import styles from './file-list.module.css'
import { FileName } from './file-name.tsx'

/** How many rows are drawn at first and with each `Show more`: a thousand rows would slow every keystroke. */
const step = 100

/** A row of the list; paths are hostile words and only ever shown as text. */
export interface ListedFile {
  readonly key: string
  readonly path: string
  /** Bytes. */
  readonly size: number
}

interface FileListProps {
  readonly files: readonly ListedFile[]
  readonly onRemove?: ((key: string) => void) | undefined
}

function Row({ file, onRemove }: { file: ListedFile; onRemove: ((key: string) => void) | undefined }) {
  const t = useTranslations('common.fileList')
  const locale = useLocale()
  const cut = file.path.lastIndexOf('/')
  const name = file.path.slice(cut + 1)
  const extension = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1] ?? ''
  return (
    <li className={styles.row}>
      <span className={styles.sheet} aria-hidden="true">
        {extension.toUpperCase()}
      </span>
      <span className={styles.names}>
        <FileName name={name} />
        {cut > 0 && <bdi className={styles.folder}>{file.path.slice(0, cut)}</bdi>}
      </span>
      <span className={styles.size}>{formatBytes(file.size, locale)}</span>
      {onRemove && (
        <button
          type="button"
          className={styles.remove}
          aria-label={t('remove', { path: file.path })}
          onClick={() => onRemove(file.key)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d="M3.5 3.5l9 9m0-9l-9 9" />
          </svg>
        </button>
      )}
    </li>
  )
}

/** After a row was removed, the focus goes to the row that took its place, not to the page's top. */
function useFocusAfterRemoval(files: readonly ListedFile[], onRemove: ((key: string) => void) | undefined) {
  const list = useRef<HTMLUListElement>(null)
  const removed = useRef(-1)
  useEffect(() => {
    if (removed.current < 0) return
    const buttons = list.current?.querySelectorAll('button') ?? []
    buttons[Math.min(removed.current, buttons.length - 1)]?.focus()
    removed.current = -1
  }, [files])
  const remove = (key: string) => {
    removed.current = files.findIndex((file) => file.key === key)
    onRemove?.(key)
  }
  return { list, remove }
}

/** Files by name, folder and size, the first hundred at once. */
export const FileList = memo(function FileList({ files, onRemove }: FileListProps) {
  const t = useTranslations('common.fileList')
  const [limit, setLimit] = useState(step)
  const { list, remove } = useFocusAfterRemoval(files, onRemove)
  const more = files.length - limit
  return (
    // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('label')}>
      <ul ref={list}>
        {files.slice(0, limit).map((file) => (
          <Row key={file.key} file={file} onRemove={onRemove && remove} />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" className={styles.more} onClick={() => setLimit(limit + step * 5)}>
          {t('more', { count: more })}
        </button>
      )}
    </div>
  )
})
