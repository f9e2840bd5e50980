'use client'

import { useTranslations } from 'next-intl'
import type { DropKind } from '../../lib/client/send/send-state.ts'
import { useHydrated } from '../_components/use-hydrated.ts'
import styles from './kind-choice.module.css'

const LABELS = { files: 'kinds.files', note: 'kinds.note', redirect: 'kinds.redirect' } as const satisfies Record<
  DropKind,
  string
>

interface KindChoiceProps {
  /** What this site offers. */
  readonly kinds: readonly DropKind[]
  readonly kind: DropKind
  readonly onKind: (kind: DropKind) => void
}

/** A quiet choice of what to send; nothing where there is no choice. */
export function KindChoice({ kinds, kind, onKind }: KindChoiceProps) {
  const t = useTranslations('send')
  const hydrated = useHydrated()
  if (kinds.length < 2) return null
  return (
    <fieldset className={styles.kinds} disabled={!hydrated}>
      <legend className="visually-hidden">{t('kinds.legend')}</legend>
      {kinds.map((each) => (
        <label key={each} className={styles.kind}>
          <input type="radio" name="kind" checked={each === kind} onChange={() => onKind(each)} />
          <span>{t(LABELS[each])}</span>
        </label>
      ))}
    </fieldset>
  )
}
