'use client'

import { useTranslations } from 'next-intl'
import type { OpenedDrop } from '../../lib/client/receive/receive-state.ts'
import controls from '../_components/controls.module.css'
import { OpenedFiles } from './opened-files.tsx'
import { OpenedWriting } from './opened-writing.tsx'
import type { ReceiveActions } from './receive-view.tsx'

/** An opened drop, and what can be done with it. */
export interface OpenedStepProps {
  readonly drop: OpenedDrop
  readonly actions: ReceiveActions
  /** Something of it was saved: leaving the page now counts its download as done. */
  readonly isBegun?: boolean
}

function LookAgain({ onLookAgain }: { onLookAgain: () => void }) {
  const t = useTranslations('receive.held')
  return (
    <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onLookAgain}>
      {t('again')}
    </button>
  )
}

/** What is in the drop, as plain words, and the button that takes it; where no download is free, one to look again. */
export function OpenedStep(props: OpenedStepProps) {
  const { drop, actions } = props
  const again =
    drop.placesLeft > 0 || drop.lease !== null ? null : <LookAgain key="again" onLookAgain={actions.lookAgain} />
  return drop.kind === 'files' ? <OpenedFiles {...props} again={again} /> : <OpenedWriting {...props} again={again} />
}
