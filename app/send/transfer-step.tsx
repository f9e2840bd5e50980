'use client'

import { useTranslations } from 'next-intl'
import type { DropKind, PickedFile, TransferProgress } from '../../lib/client/send/send-state.ts'
import controls from '../_components/controls.module.css'
import { FileList } from '../_components/file-list.tsx'
import { TellMe } from '../_components/tell-me.tsx'
import { TransferMeter } from '../_components/transfer-meter.tsx'

interface TransferStepProps {
  readonly kind: DropKind
  readonly files: readonly PickedFile[]
  readonly progress: TransferProgress
  readonly onCancel: () => void
  /** Where the transfer rests after a failure: goes on. */
  readonly onRetry?: () => void
}

/** The rest is being stored, or rests after a failure. */
export function TransferStep({ kind, files, progress, onCancel, onRetry }: TransferStepProps) {
  const t = useTranslations('send')
  return (
    <div className={controls.panel}>
      <TransferMeter progress={progress} still={onRetry !== undefined} />
      {kind === 'files' && (
        <details>
          <summary className={controls.unfolds}>{t('transfer.files', { count: files.length })}</summary>
          <FileList files={files} />
        </details>
      )}
      <TellMe />
      <div className={controls.row}>
        {onRetry && (
          <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onRetry}>
            {t('transfer.retry')}
          </button>
        )}
        <button type="button" className={onRetry ? controls.quiet : controls.secondary} onClick={onCancel}>
          {t('transfer.cancel')}
        </button>
      </div>
    </div>
  )
}
