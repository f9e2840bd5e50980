'use client'

import type { DropKind } from '../../lib/client/send-state.ts'
import { useHydrated } from '../_components/use-hydrated.ts'
import styles from './kind-choice.module.css'

const LABELS: Readonly<Record<DropKind, string>> = { files: 'Files', note: 'Note', redirect: 'One-time link' }

interface KindChoiceProps {
  /** What this site offers. */
  readonly kinds: readonly DropKind[]
  readonly kind: DropKind
  readonly onKind: (kind: DropKind) => void
}

/** A quiet choice of what to send; nothing where there is no choice. */
export function KindChoice({ kinds, kind, onKind }: KindChoiceProps) {
  const hydrated = useHydrated()
  if (kinds.length < 2) return null
  return (
    <fieldset className={styles.kinds} disabled={!hydrated}>
      <legend className="visually-hidden">What to send</legend>
      {kinds.map((each) => (
        <label key={each} className={styles.kind}>
          <input type="radio" name="kind" checked={each === kind} onChange={() => onKind(each)} />
          <span>{LABELS[each]}</span>
        </label>
      ))}
    </fieldset>
  )
}
