'use client'

import { useTranslations } from 'next-intl'
import type { PickedFile } from '../../lib/client/send/send-state.ts'
import type { TicketState } from '../../lib/client/send/upload-ticket.ts'
import controls from '../_components/controls.module.css'
import { FileList } from '../_components/file-list.tsx'
import { TicketPanel } from './ticket-panel.tsx'

interface TicketStepProps {
  readonly files: readonly PickedFile[]
  readonly ticket: TicketState
  readonly onUse: (text: string) => void
  readonly onForget: () => void
  readonly onRemove: (key: string) => void
  readonly onCancel: () => void
}

/** Something is chosen or written, and waits for a ticket. */
export function TicketStep({ files, onRemove, onCancel, ...ticket }: TicketStepProps) {
  const t = useTranslations('send')
  return (
    <div className={controls.panel}>
      <TicketPanel {...ticket} />
      {files.length > 0 && <FileList files={files} onRemove={onRemove} />}
      <div className={controls.row}>
        <button type="button" className={controls.quiet} onClick={onCancel}>
          {t('ticket.cancel')}
        </button>
      </div>
    </div>
  )
}
