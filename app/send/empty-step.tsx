'use client'

import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { ChooseButtons } from './choose-buttons.tsx'
import styles from './empty-step.module.css'
import { Refusal } from './refusal.tsx'

interface EmptyStepProps {
  readonly onChoose: (input: HTMLInputElement) => void
  /** Bytes; `null` until the instance has said. */
  readonly maxDropBytes: number | null
  readonly refusal: DropError | undefined
}

/** Nothing chosen yet: a hollow in the snow to put things in. */
export function EmptyStep({ onChoose, maxDropBytes, refusal }: EmptyStepProps) {
  return (
    <div className={styles.empty}>
      <Refusal error={refusal} />
      <div className={styles.hollow}>
        <svg className={styles.arrow} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
          <path d="M24 5v25m-10-10l10 10 10-10" />
          <path d="M7 33c3 8 9 10 17 10s14-2 17-10" />
        </svg>
        <p className={styles.invitation}>
          <span className={styles.byMouse}>Drop files or folders anywhere on this page</span>
          <span className={styles.byTouch}>What do you want to send?</span>
        </p>
        <div className={styles.buttons}>
          <ChooseButtons onChoose={onChoose} />
        </div>
        <p className={styles.limit}>
          <span className={styles.byMouse}>or paste them{maxDropBytes !== null && ' · '}</span>
          {maxDropBytes !== null && `up to ${formatBytes(maxDropBytes)}`}
        </p>
      </div>
      <ul className={styles.facts}>
        <li>
          <strong>Sealed here</strong> The server never gets the key, a name or a readable byte.
        </li>
        <li>
          <strong>Ends by itself</strong> By time or by downloads. Looking uses nothing up.
        </li>
        <li>
          <strong>Nothing to join</strong> No account, no cookie, nobody else is contacted.
        </li>
      </ul>
    </div>
  )
}
