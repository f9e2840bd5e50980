'use client'

import type { SentDrops } from '../../lib/client/sent-state.ts'
import controls from '../_components/controls.module.css'
import { ExportList } from './export-list.tsx'
import { ImportList } from './import-list.tsx'
import styles from './list-care.module.css'

interface ListCareProps {
  readonly sent: SentDrops
  readonly isKeeping: boolean
  readonly isEmpty: boolean
}

/** Whether there is a list at all, and how it comes to another device. */
export function ListCare({ sent, isKeeping, isEmpty }: ListCareProps) {
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
      {!isEmpty && (
        <details className={styles.fold}>
          <summary>Export the list</summary>
          <ExportList sent={sent} />
        </details>
      )}
      <details className={styles.fold}>
        <summary>Import a list</summary>
        <ImportList sent={sent} />
      </details>
    </section>
  )
}
