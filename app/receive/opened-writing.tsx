'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { OpenedDrop } from '../../lib/client/receive/receive-state.ts'
import controls from '../_components/controls.module.css'
import { DropFacts } from './drop-facts.tsx'
import styles from './opened-step.module.css'
import type { OpenedStepProps } from './opened-step.tsx'

/** What the click costs. */
function cost({ placesLeft, lease }: OpenedDrop): 'costNone' | 'costLast' | 'costOne' {
  if (lease !== null) return 'costNone'
  return placesLeft === 1 ? 'costLast' : 'costOne'
}

/**
 * A note or a one-time link, not yet read: nothing of it is shown before the click, and the click uses a download up.
 */
export function OpenedWriting({ drop, actions, again }: OpenedStepProps & { again: ReactNode }) {
  const t = useTranslations('receive.opened')
  return (
    <div className={controls.panel}>
      {drop.host !== null && (
        <p>
          <span className={styles.leads}>{t('leadsTo')}</span>
          <bdi className={styles.host} dir="ltr">
            {drop.host}
          </bdi>
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
            {t(drop.kind === 'note' ? 'showNote' : 'showRedirect')}
          </button>
          <p className={`${controls.hint} ${styles.under}`}>{t(cost(drop))}</p>
        </div>
      )}
    </div>
  )
}
