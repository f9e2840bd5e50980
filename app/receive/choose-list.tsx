'use client'

import { useLocale, useTranslations } from 'next-intl'
import { memo, type ReactNode, useMemo, useState } from 'react'
import type { ReceivedFile } from '../../lib/client/receive/receive-state.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import list from '../_components/file-list.module.css'
import { FileName } from '../_components/file-name.tsx'
import { ChoiceBox } from './choice-box.tsx'
import styles from './choose-list.module.css'
import { type FileLeaf, type FolderNode, fileTree, type TreeNode } from './file-tree.ts'

/** Rows drawn of one folder at first and with each `Show more`: thousands at once would slow every click. */
const STEP = 100
/** A drop with fewer files shows its folders open. */
const OPEN_BELOW = 30

interface ChooseListProps {
  readonly files: readonly ReceivedFile[]
  readonly chosen: ReadonlySet<number>
  /** `null` where there is nothing to choose. */
  readonly onChoose: ((indices: readonly number[], wanted: boolean) => void) | null
  /** Saves one file by itself; `null` where that is not offered. */
  readonly onSave: ((index: number) => void) | null
  /** What else a file's row offers. */
  readonly aside?: ((index: number) => ReactNode) | undefined
}

type Rest = Omit<ChooseListProps, 'files'> & { readonly opens: boolean }

function SaveOne({ path, onSave }: { path: string; onSave: () => void }) {
  const t = useTranslations('receive.files')
  return (
    <button
      type="button"
      className={styles.save}
      aria-label={t('save', { path })}
      title={t('saveTitle')}
      onClick={onSave}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <path d="M10 3.5v9m-3.75-3.5L10 12.75 13.75 9M4 16.5h12" />
      </svg>
    </button>
  )
}

function FileRow({ node, chosen, onChoose, onSave, aside }: Rest & { node: FileLeaf }) {
  const locale = useLocale()
  const extension = /\.([a-z0-9]{1,4})$/i.exec(node.name)?.[1] ?? ''
  return (
    <li className={list.row}>
      <ChoiceBox name={node.file.path} indices={[node.index]} chosen={chosen} onChoose={onChoose} />
      <span className={list.sheet} aria-hidden="true">
        {extension.toUpperCase()}
      </span>
      <span className={list.names}>
        <FileName name={node.name} />
        <span className={styles.meta}>
          {formatBytes(node.file.size, locale)}
          {aside?.(node.index)}
        </span>
      </span>
      {onSave && <SaveOne path={node.file.path} onSave={() => onSave(node.index)} />}
    </li>
  )
}

function FolderRow({ node, isOnly, ...rest }: Rest & { node: FolderNode; isOnly: boolean }) {
  const t = useTranslations('receive.files')
  const locale = useLocale()
  const [isOpen, setOpen] = useState(rest.opens || isOnly)
  return (
    <li>
      <div className={list.row}>
        <ChoiceBox
          name={t('folder', { path: node.path })}
          indices={node.indices}
          chosen={rest.chosen}
          onChoose={rest.onChoose}
        />
        <button type="button" className={styles.folder} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d="M6 3.5l4.5 4.5L6 12.5" />
          </svg>
          <bdi className={styles.name}>{node.name}</bdi>
        </button>
        <span className={list.size}>
          {t('folderFacts', { count: node.indices.length, size: formatBytes(node.size, locale) })}
        </span>
      </div>
      {isOpen && <Rows nodes={node.children} {...rest} />}
    </li>
  )
}

function Rows({ nodes, ...rest }: Rest & { nodes: readonly TreeNode[] }) {
  const t = useTranslations('receive.files')
  const [limit, setLimit] = useState(STEP)
  const more = nodes.length - limit
  return (
    <ul className={styles.rows}>
      {nodes
        .slice(0, limit)
        .map((node) =>
          node.kind === 'file' ? (
            <FileRow key={node.index} node={node} {...rest} />
          ) : (
            <FolderRow key={node.path} node={node} isOnly={nodes.length === 1} {...rest} />
          ),
        )}
      {more > 0 && (
        <li>
          <button type="button" className={list.more} onClick={() => setLimit(limit + STEP * 5)}>
            {t('more', { count: more })}
          </button>
        </li>
      )}
    </ul>
  )
}

/** The drop's files in their folders, each to be chosen. Paths are hostile words and only ever shown as text. */
export const ChooseList = memo(function ChooseList({ files, ...rest }: ChooseListProps) {
  const t = useTranslations('receive.files')
  const { chosen, onChoose } = rest
  const tree = useMemo(() => fileTree(files), [files])
  const every = useMemo(() => files.map((_, index) => index), [files])
  return (
    <div>
      {onChoose && (
        <div className={styles.all}>
          <ChoiceBox name={t('all')} indices={every} chosen={chosen} onChoose={onChoose} />
          <span role="status">{chosen.size === 0 ? t('noneChosen') : t('chosen', { count: chosen.size })}</span>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard (WCAG 2.1.1) */}
      <div className={list.scroll} tabIndex={0} role="region" aria-label={t('label')}>
        <Rows nodes={tree} opens={files.length < OPEN_BELOW} {...rest} />
      </div>
    </div>
  )
})
