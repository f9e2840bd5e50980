'use client'

import { isOver } from '../../lib/client/link-words.ts'
import type { SentDrop, SentDrops } from '../../lib/client/sent-state.ts'
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
  const over = drops.filter(isOver)
  if (over.length < 2) return null
  const forget = async () => {
    for (const { id } of over) {
      const error = await sent.forget(id)
      if (error) return error
    }
    return null
  }
  const count = over.length.toLocaleString('en')
  return (
    <div className={styles.tidy}>
      <Question
        quiet
        label="Forget what is over"
        about={`${count} drops`}
        question={`${count} drops go from this list. Nothing is left of them to manage.`}
        yes="Yes, forget them"
        no="Keep them"
        onYes={forget}
      />
    </div>
  )
}

/** Whether there is a list at all, and how it comes to another device. */
export function ListCare({ sent, isKeeping, drops }: ListCareProps) {
  return (
    <section className={`${controls.panel} ${styles.care}`} aria-labelledby="list-care">
      <h2 id="list-care" className={styles.title}>
        This list
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
          <span className={styles.keepWords}>Keep a list on this device</span>
          <span className={controls.hint}>
            {isKeeping
              ? 'With what is needed to manage your drops. Whoever uses this browser can see it.'
              : 'New drops are not added. What is here stays until you forget it.'}
          </span>
        </span>
      </label>
      {drops.length > 0 && (
        <details className={styles.fold}>
          <summary>Export the list</summary>
          <ExportList sent={sent} />
        </details>
      )}
      <details className={styles.fold}>
        <summary>Import a list</summary>
        <ImportList sent={sent} />
      </details>
      <ForgetOver sent={sent} drops={drops} />
    </section>
  )
}
