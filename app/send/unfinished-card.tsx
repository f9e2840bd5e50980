'use client'

import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { sourcesFromInput } from '../../lib/client/send/collect-files.ts'
import type { SendDrop, UnfinishedUpload } from '../../lib/client/send/send-state.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import controls from '../_components/controls.module.css'
import { percentOf } from '../_components/percent.ts'
import { useLanguage } from '../language/use-language.ts'
import { briefMoment } from '../sent/brief-moment.ts'
import { Question } from '../sent/question.tsx'
import styles from './unfinished-card.module.css'

interface UnfinishedCardProps {
  readonly upload: UnfinishedUpload
  readonly onResume: SendDrop['resume']
  readonly onDiscard: SendDrop['discard']
}

function nameOf({ files }: UnfinishedUpload, { t }: Language): string {
  const name = files[0]?.path ?? t('send.unfinished.unnamed')
  return files.length > 1 ? t('send.unfinished.more', { name, count: files.length - 1 }) : name
}

/** What is asked for where the browser cannot reach the files by itself. */
function sameAgain({ files }: UnfinishedUpload, isFolder: boolean, { t }: Language): string {
  return isFolder ? t('send.unfinished.folderAgain') : t('send.unfinished.filesAgain', { count: files.length })
}

function GoOn({ upload, isFolder, onResume }: Omit<UnfinishedCardProps, 'onDiscard'> & { isFolder: boolean }) {
  const t = useTranslations('send')
  const input = useRef<HTMLInputElement>(null)
  const chosen = async (field: HTMLInputElement) => {
    const reading = sourcesFromInput(field)
    field.value = ''
    const sources = await reading
    if (sources.length > 0) onResume(upload.id, sources)
  }
  const goOn = () => (upload.hasHandles ? onResume(upload.id, null) : input.current?.click())
  return (
    <>
      <button type="button" className={`${controls.primary} ${controls.small}`} onClick={goOn}>
        {t('unfinished.resume')}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...(isFolder && { webkitdirectory: '' })}
        onChange={(event) => void chosen(event.currentTarget)}
      />
    </>
  )
}

function Discard({ about, onDiscard }: { about: string; onDiscard: () => void }) {
  const t = useTranslations('send')
  const discard = () => {
    onDiscard()
    return Promise.resolve(null)
  }
  return (
    <Question
      quiet
      label={t('unfinished.discard.label')}
      about={about}
      question={t('unfinished.discard.question')}
      yes={t('unfinished.discard.yes')}
      no={t('unfinished.discard.no')}
      onYes={discard}
    />
  )
}

/** An upload that was cut off: what it was, how far it is, and the ways to go on or to let it go. */
export function UnfinishedCard({ upload, onResume, onDiscard }: UnfinishedCardProps) {
  const t = useTranslations('send')
  const language = useLanguage()
  const { locale } = language
  const { files, progress, begunAt, hasHandles, isElsewhere, id } = upload
  const isFolder = files.length > 0 && files.every(({ path }) => path.includes('/'))
  const name = nameOf(upload, language)
  return (
    <section className={styles.card} aria-label={t('unfinished.label')}>
      <h2 className={styles.title}>
        {t.rich('unfinished.title', { file: name, name: (chunks) => <bdi>{chunks}</bdi> })}
      </h2>
      <progress className={styles.bar} max={100} value={percentOf(progress)} aria-label={t('unfinished.progress')} />
      <p className={controls.hint}>
        {t('unfinished.stored', {
          done: formatBytes(progress.doneBytes, locale),
          total: formatBytes(progress.totalBytes, locale),
          moment: briefMoment(begunAt, locale),
        })}{' '}
        {isElsewhere && t('unfinished.elsewhere')}
        {!isElsewhere && !hasHandles && sameAgain(upload, isFolder, language)}
      </p>
      {!isElsewhere && (
        <div className={controls.row}>
          <GoOn upload={upload} isFolder={isFolder} onResume={onResume} />
          <Discard about={name} onDiscard={() => onDiscard(id)} />
        </div>
      )}
    </section>
  )
}
