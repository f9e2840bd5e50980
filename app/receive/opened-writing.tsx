'use client'

import type { ReactNode } from 'react'
import type { OpenedDrop } from '../../lib/client/receive-state.ts'
import controls from '../_components/controls.module.css'
import { DropFacts } from './drop-facts.tsx'
import styles from './opened-step.module.css'
import type { OpenedStepProps } from './opened-step.tsx'

/** What the click costs. */
function cost({ placesLeft, lease }: OpenedDrop): string {
  if (lease !== null) return 'You have begun this already: it uses nothing more up.'
  return placesLeft === 1
    ? 'It is shown this once. After that the link shows it to nobody any more.'
    : 'Showing it uses one download up.'
}

/** A note or a one-time link, not yet read: nothing of it is shown before the click, and the click uses a download up. */
export function OpenedWriting({ drop, actions, again }: OpenedStepProps & { again: ReactNode }) {
  return (
    <div className={controls.panel}>
      {drop.host !== null && (
        <p>
          <span className={styles.leads}>It leads to</span>
          <bdi className={styles.host}>{drop.host}</bdi>
        </p>
      )}
      <DropFacts drop={drop} />
      {again ?? (
        <div>
          <button
            type="button"
            className={`${controls.primary} ${controls.large} ${controls.wide}`}
            onClick={() => actions.receive('all')}
          >
            {drop.kind === 'note' ? 'Show the note' : 'Show where it leads'}
          </button>
          <p className={`${controls.hint} ${styles.under}`}>{cost(drop)}</p>
        </div>
      )}
    </div>
  )
}
