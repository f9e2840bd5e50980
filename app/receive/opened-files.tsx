'use client'

import { useLocale, useTranslations } from 'next-intl'
import { type ReactNode, useCallback } from 'react'
import { MEMORY_WARNING_BYTES, type OpenedDrop, type Selection } from '../../lib/client/receive/receive-state.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import controls from '../_components/controls.module.css'
import { clock } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import { useLanguage } from '../language/use-language.ts'
import { ChooseList } from './choose-list.tsx'
import { DropFacts } from './drop-facts.tsx'
import { LookInside } from './look-inside.tsx'
import styles from './opened-step.module.css'
import type { OpenedStepProps } from './opened-step.tsx'
import { bytesOf, useChosen } from './use-chosen.ts'

/** What a download that this browser holds allows, and how to be done with it. */
function Held({ drop, actions, isBegun = false }: OpenedStepProps) {
  const t = useTranslations('receive.lease')
  const locale = useLocale()
  const { lease } = drop
  if (lease === null) return null
  return (
    <div className={`${controls.note} ${styles.held}`}>
      <p>{t(isBegun ? 'untilLeft' : 'until', { time: clock(lease.lapsesAt, locale) })}</p>
      <button type="button" className={`${controls.secondary} ${controls.small}`} onClick={actions.finish}>
        {t('finish')}
      </button>
    </div>
  )
}

/** What was begun and is partly here. */
function GoOn({ drop, actions }: OpenedStepProps) {
  const t = useTranslations('receive.lease')
  const unfinished = drop.lease?.unfinished ?? null
  if (unfinished === null) return null
  return (
    <button
      type="button"
      className={`${controls.primary} ${controls.large} ${controls.wide}`}
      onClick={() => actions.receive(unfinished.selection)}
    >
      {t('goOn', { percent: percentOf(unfinished.progress) })}
    </button>
  )
}

function takeWords({ files }: OpenedDrop, selection: Selection, { t, locale }: Language): string {
  if (selection === 'all') return t(files.length > 1 ? 'receive.take.all' : 'receive.take.one')
  return t('receive.take.some', { count: selection.length, size: formatBytes(bytesOf(files, selection), locale) })
}

const bdi = (chunks: ReactNode) => <bdi>{chunks}</bdi>

function TakeButton({ drop, actions, selection }: OpenedStepProps & { readonly selection: Selection }) {
  const t = useTranslations('receive.take')
  const language = useLanguage()
  const isPacked = drop.files.length > 1 && (selection === 'all' || selection.length > 1)
  const look = (drop.lease?.unfinished ?? null) === null ? controls.primary : controls.secondary
  return (
    <div className={styles.take}>
      {drop.saveWay === 'memory' && bytesOf(drop.files, selection) > MEMORY_WARNING_BYTES && (
        <p className={controls.note} role="note">
          {t(isPacked ? 'memoryWarningPacked' : 'memoryWarning')}
        </p>
      )}
      <button
        type="button"
        className={`${look} ${controls.large} ${controls.wide}`}
        onClick={() => actions.receive(selection)}
      >
        {takeWords(drop, selection, language)}
      </button>
      <p className={`${controls.hint} ${styles.under}`}>
        {t.rich(isPacked ? 'savedPacked' : 'savedAs', { name: actions.saveName(selection), bdi })}
        {drop.survivesReload && ` ${t('survives')}`} {drop.saveWay !== 'stream' && t(drop.saveWay)}
      </p>
    </div>
  )
}

function Care({ count }: { count: number }) {
  const t = useTranslations('receive.files')
  return <p className={controls.care}>{t('care', { count })}</p>
}

/** The drop's files, and the button that takes some or all of them. */
export function OpenedFiles(props: OpenedStepProps & { again: ReactNode }) {
  const { drop, actions, again } = props
  const { chosen, choose, selection } = useChosen(drop.files)
  const mayChoose = drop.files.length > 1 && again === null
  const { receive, look } = actions
  const { files } = drop
  const hasLease = drop.lease !== null
  const save = useCallback((index: number) => receive([index]), [receive])
  const aside = useCallback(
    (index: number) => {
      const file = files[index]
      return file && <LookInside file={file} index={index} hasLease={hasLease} look={look} />
    },
    [files, hasLease, look],
  )
  return (
    <div className={controls.panel}>
      <DropFacts drop={drop} />
      <GoOn {...props} />
      <Held {...props} />
      <ChooseList
        files={drop.files}
        chosen={chosen}
        onChoose={mayChoose ? choose : null}
        onSave={mayChoose ? save : null}
        aside={again === null ? aside : undefined}
      />
      {again ?? <TakeButton {...props} selection={selection} />}
      <Care count={drop.files.length} />
    </div>
  )
}
