'use client'

import { useLocale, useTranslations } from 'next-intl'
import type { PickedFile, TransferProgress } from '../../lib/client/send/send-state.ts'
import type { TicketState } from '../../lib/client/send/upload-ticket.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { DEFAULT_PART_BYTES } from '../../lib/format/header.ts'
import controls from '../_components/controls.module.css'
import { FileList } from '../_components/file-list.tsx'
import { later } from '../_components/later.tsx'
import { percentOf } from '../_components/percent.ts'
import { ChooseButtons } from './choose-buttons.tsx'
import styles from './gathering-step.module.css'
import type { Instance } from './instance.ts'
import type { LinkDraft } from './link-draft.ts'
import { LinkForm } from './link-form.tsx'
import { Refusal } from './refusal.tsx'

const HeldTicket = later(() => import('./ticket-panel.tsx').then(({ HeldTicket: Held }) => Held))

interface GatheringStepProps {
  readonly files: readonly PickedFile[]
  readonly progress: TransferProgress
  readonly refusal: DropError | undefined
  readonly instance: Instance
  readonly ticket: TicketState
  readonly onForgetTicket: () => void
  readonly draft: LinkDraft
  readonly onDraft: (draft: LinkDraft) => void
  readonly onChoose: (input: HTMLInputElement) => void
  readonly onRemove: (key: string) => void
  readonly onMakeLink: () => void
  readonly onCancel: () => void
}

/** What storage has by now. What is less than a part goes with the link, and so has nothing to show. */
function Stored({ progress }: { progress: TransferProgress }) {
  const t = useTranslations('send')
  const locale = useLocale()
  if (progress.doneBytes === 0 && progress.totalBytes < DEFAULT_PART_BYTES) return null
  const percent = percentOf(progress)
  return (
    <div className={styles.stored}>
      <progress className={styles.bar} max={100} value={percent} aria-label={t('gathering.progress')} />
      <p className={controls.hint}>
        {t('gathering.stored', {
          done: formatBytes(progress.doneBytes, locale),
          total: formatBytes(progress.totalBytes, locale),
        })}
      </p>
    </div>
  )
}

/** Files are chosen and on their way: what they are, when the link ends, and the button that asks for it. */
export function GatheringStep(props: GatheringStepProps) {
  const { files, progress, refusal, instance, ticket, draft, onDraft, onChoose, onRemove, onMakeLink, onCancel } = props
  return (
    <div className={controls.panel}>
      <div className={styles.files}>
        <FileList files={files} onRemove={onRemove} />
        <div className={styles.add}>
          <ChooseButtons onChoose={onChoose} small />
        </div>
        <Stored progress={progress} />
      </div>
      {instance.uploads === 'ticket' && ticket.step === 'held' && (
        <HeldTicket ticket={ticket} onForget={props.onForgetTicket} />
      )}
      <Refusal error={refusal} />
      <LinkForm instance={instance} draft={draft} onDraft={onDraft} onMakeLink={onMakeLink} onCancel={onCancel} />
    </div>
  )
}
