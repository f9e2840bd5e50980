'use client'

import { useTranslations } from 'next-intl'
import type { SentDrop, SentDrops } from '../../lib/client/sent/sent-state.ts'
import { isOver } from '../../lib/client/words/link-words.ts'
import controls from '../_components/controls.module.css'
import { ExportList } from './export-list.tsx'
import { ImportList } from './import-list.tsx'
import styles from './list-care.module.css'
import { Question } from './question.tsx'

interface ListCareProps {
  readonly sent: SentDrops
  readonly isKeeping: boolean
  readonly drops: readonly SentDrop[]
}

/** Clears away what is over, where there is more than one. */
function ForgetOver({ sent, drops }: { sent: SentDrops; drops: readonly SentDrop[] }) {
  const t = useTranslations('sent')
  const over = drops.filter(isOver)
  if (over.length < 2) return null
  const forget = async () => {
    for (const { id } of over) {
      const error = await sent.forget(id)
      if (error) return error
    }
    return null
  }
  const count = over.length
  return (
    <div className={styles.tidy}>
      <Question
        quiet
        label={t('care.tidy.label')}
        about={t('care.tidy.about', { count })}
        question={t('care.tidy.question', { count })}
        yes={t('care.tidy.yes')}
        no={t('care.tidy.no')}
        onYes={forget}
      />
    </div>
  )
}

/** Whether there is a list at all, and how it comes to another device. */
export function ListCare({ sent, isKeeping, drops }: ListCareProps) {
  const t = useTranslations('sent')
  return (
    <section className={`${controls.panel} ${styles.care}`} aria-labelledby="list-care">
      <h2 id="list-care" className={styles.title}>
        {t('care.title')}
      </h2>
      <label className={styles.keep}>
        <input
          type="checkbox"
          role="switch"
          className={styles.switch}
          checked={isKeeping}
          onChange={(event) => sent.keep(event.target.checked)}
        />
        <span>
          <span className={styles.keepWords}>{t('care.keep')}</span>
          <span className={controls.hint}>{isKeeping ? t('care.keeping') : t('care.notKeeping')}</span>
        </span>
      </label>
      {drops.length > 0 && (
        <details className={styles.fold}>
          <summary className={controls.unfolds}>{t('export.summary')}</summary>
          <ExportList sent={sent} />
        </details>
      )}
      <details className={styles.fold}>
        <summary className={controls.unfolds}>{t('import.summary')}</summary>
        <ImportList sent={sent} />
      </details>
      <ForgetOver sent={sent} drops={drops} />
    </section>
  )
}
