'use client'

import { useRef } from 'react'
import { countFiles } from '../../lib/client/amounts.ts'
import { sourcesFromInput } from '../../lib/client/collect-files.ts'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { SendDrop, UnfinishedUpload } from '../../lib/client/send-state.ts'
import controls from '../_components/controls.module.css'
import { percentOf } from '../_components/percent.ts'
import { briefMoment } from '../sent/brief-moment.ts'
import { Question } from '../sent/question.tsx'
import styles from './unfinished-card.module.css'

interface UnfinishedCardProps {
  readonly upload: UnfinishedUpload
  readonly onResume: SendDrop['resume']
  readonly onDiscard: SendDrop['discard']
}

function nameOf({ files }: UnfinishedUpload): string {
  const name = files[0]?.path ?? 'An upload'
  return files.length > 1 ? `${name} and ${(files.length - 1).toLocaleString('en')} more` : name
}

/** What is asked for where the browser cannot reach the files by itself. */
function sameAgain({ files }: UnfinishedUpload, isFolder: boolean): string {
  if (isFolder) return 'The browser needs the folder from you again, unchanged.'
  return files.length === 1
    ? 'The browser needs the file from you again, unchanged.'
    : `The browser needs the same ${countFiles(files.length)} from you again, unchanged.`
}

function GoOn({ upload, isFolder, onResume }: Omit<UnfinishedCardProps, 'onDiscard'> & { isFolder: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const chosen = (field: HTMLInputElement) => {
    const sources = sourcesFromInput(field)
    field.value = ''
    if (sources.length > 0) onResume(upload.id, sources)
  }
  const goOn = () => (upload.hasHandles ? onResume(upload.id, null) : input.current?.click())
  return (
    <>
      <button type="button" className={`${controls.primary} ${controls.small}`} onClick={goOn}>
        Go on
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...(isFolder && { webkitdirectory: '' })}
        onChange={(event) => chosen(event.currentTarget)}
      />
    </>
  )
}

/** An upload that was cut off: what it was, how far it is, and the ways to go on or to let it go. */
export function UnfinishedCard({ upload, onResume, onDiscard }: UnfinishedCardProps) {
  const { files, progress, begunAt, hasHandles, isElsewhere, id } = upload
  const isFolder = files.length > 0 && files.every(({ path }) => path.includes('/'))
  const name = nameOf(upload)
  const discard = () => {
    onDiscard(id)
    return Promise.resolve(null)
  }
  return (
    <section className={styles.card} aria-label="Cut off">
      <h2 className={styles.title}>
        Cut off: <bdi>{name}</bdi>
      </h2>
      <progress className={styles.bar} max={100} value={percentOf(progress)} aria-label="Stored so far" />
      <p className={controls.hint}>
        {formatBytes(progress.doneBytes)} of {formatBytes(progress.totalBytes)} are stored, begun {briefMoment(begunAt)}
        . {isElsewhere && 'Another tab is at it right now.'}
        {!isElsewhere && !hasHandles && sameAgain(upload, isFolder)}
      </p>
      {!isElsewhere && (
        <div className={controls.row}>
          <GoOn upload={upload} isFolder={isFolder} onResume={onResume} />
          <Question
            quiet
            label="Discard"
            about={name}
            question="What is stored of it is deleted. Your own files stay as they are."
            yes="Yes, discard it"
            no="Keep it"
            onYes={discard}
          />
        </div>
      )}
    </section>
  )
}
