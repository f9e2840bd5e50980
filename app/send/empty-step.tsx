'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { SendDrop, UnfinishedUpload } from '../../lib/client/send/send-state.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { later } from '../_components/later.tsx'
import { ChooseButtons } from './choose-buttons.tsx'
import styles from './empty-step.module.css'
import { Refusal } from './refusal.tsx'

const UnfinishedCard = later(() => import('./unfinished-card.tsx').then(({ UnfinishedCard: Card }) => Card))

interface EmptyStepProps {
  readonly onChoose: (input: HTMLInputElement) => void
  /** Bytes; `null` until the instance has said. */
  readonly maxDropBytes: number | null
  readonly refusal: DropError | undefined
  readonly unfinished: readonly UnfinishedUpload[]
  readonly onResume: SendDrop['resume']
  readonly onDiscard: SendDrop['discard']
}

function Sheets() {
  return (
    <svg className={styles.sheets} viewBox="0 0 80 52" aria-hidden="true" focusable="false">
      <g transform="rotate(13 52 26)">
        <path className={styles.back} d="M40 6h16l8 8v30H40z" />
      </g>
      <g transform="rotate(-8 34 26)">
        <path className={styles.front} d="M20 7h17l9 9v30H20zM37 7v9h9" />
      </g>
      <path className={styles.snow} d="M2 43c14 6 62 6 76 0v17H2z" />
      <path d="M2 43c14 6 62 6 76 0" />
    </svg>
  )
}

function Hollow({ onChoose, maxDropBytes }: Pick<EmptyStepProps, 'onChoose' | 'maxDropBytes'>) {
  const t = useTranslations('send')
  const locale = useLocale()
  return (
    <div className={styles.hollow}>
      <Sheets />
      <p className={styles.invitation}>
        <span className={styles.byMouse}>{t('empty.invitation.mouse')}</span>
        <span className={styles.byTouch}>{t('empty.invitation.touch')}</span>
      </p>
      <div className={styles.buttons}>
        <ChooseButtons onChoose={onChoose} />
      </div>
      <p className={styles.limit} data-known={maxDropBytes !== null}>
        <span className={styles.byMouse}>
          {t('empty.paste')}
          {maxDropBytes !== null && ' · '}
        </span>
        {maxDropBytes !== null && t('empty.limit', { size: formatBytes(maxDropBytes, locale) })}
      </p>
    </div>
  )
}

function Facts() {
  const t = useTranslations('send')
  const lead = (chunks: ReactNode) => <strong>{chunks}</strong>
  return (
    <ul className={styles.facts}>
      <li>{t.rich('empty.facts.sealed', { lead })}</li>
      <li>{t.rich('empty.facts.ends', { lead })}</li>
      <li>{t.rich('empty.facts.free', { lead })}</li>
    </ul>
  )
}

/** Nothing chosen yet: a hollow in the snow to put things in, and what was cut off before. */
export function EmptyStep({ onChoose, maxDropBytes, refusal, unfinished, onResume, onDiscard }: EmptyStepProps) {
  return (
    <>
      <Refusal error={refusal} />
      {unfinished.map((upload) => (
        <UnfinishedCard key={upload.id} upload={upload} onResume={onResume} onDiscard={onDiscard} />
      ))}
      <Hollow onChoose={onChoose} maxDropBytes={maxDropBytes} />
      <Facts />
    </>
  )
}
