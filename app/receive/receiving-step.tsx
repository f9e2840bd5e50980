'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { TransferProgress } from '../../lib/client/send/send-state.ts'
import controls from '../_components/controls.module.css'
import { TellMe } from '../_components/tell-me.tsx'
import { TransferMeter } from '../_components/transfer-meter.tsx'

interface ReceivingStepProps {
  /** Under which name it is saved; empty where nothing is. */
  readonly saveName: string
  readonly progress: TransferProgress
  readonly onCancel?: () => void
  /** Where the transfer rests after a failure: goes on. */
  readonly onRetry?: () => void
}

const bdi = (chunks: ReactNode) => <bdi>{chunks}</bdi>

/** A download under way, or resting after a failure. */
export function ReceivingStep({ saveName, progress, onCancel, onRetry }: ReceivingStepProps) {
  const t = useTranslations('receive.receiving')
  return (
    <div className={controls.panel}>
      <TransferMeter progress={progress} still={onRetry !== undefined} />
      {saveName !== '' && <p className={controls.hint}>{t.rich('savingAs', { name: saveName, bdi })}</p>}
      {saveName !== '' && <TellMe />}
      <div className={controls.row}>
        {onRetry && (
          <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onRetry}>
            {t('retry')}
          </button>
        )}
        {onCancel && (
          <button type="button" className={onRetry ? controls.quiet : controls.secondary} onClick={onCancel}>
            {t('cancel')}
          </button>
        )}
      </div>
    </div>
  )
}
