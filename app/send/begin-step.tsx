'use client'

import { useTranslations } from 'next-intl'
import type { SendDrop, UnfinishedUpload } from '../../lib/client/send/send-state.ts'
import type { TicketState } from '../../lib/client/send/upload-ticket.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { later } from '../_components/later.tsx'
import styles from './empty-step.module.css'
import { EmptyStep } from './empty-step.tsx'
import { KindChoice } from './kind-choice.tsx'
import type { OptionsProps } from './options-panel.tsx'
import { Refusal } from './refusal.tsx'
import type { Offer } from './shared-card.tsx'
import type { Writing } from './use-writing.ts'

const UnfinishedCard = later(() => import('./unfinished-card.tsx').then(({ UnfinishedCard: Card }) => Card))
const TicketPanel = later(() => import('./ticket-panel.tsx').then(({ TicketPanel: Panel }) => Panel))
const SharedCard = later(() => import('./shared-card.tsx').then(({ SharedCard: Card }) => Card))
const WriteStep = later(() => import('./write-step.tsx').then(({ WriteStep: Step }) => Step))

interface BeginStepProps extends OptionsProps {
  readonly unfinished: readonly UnfinishedUpload[]
  readonly refusal: DropError | undefined
  readonly writing: Writing
  readonly onWriting: (writing: Writing) => void
  readonly onChoose: (input: HTMLInputElement) => void
  readonly onResume: SendDrop['resume']
  readonly onDiscard: SendDrop['discard']
  readonly onWrite: () => void
  readonly ticket: TicketState
  readonly onUseTicket: (text: string) => void
  readonly onForgetTicket: () => void
  /** Whether `instance` is what the server said. */
  readonly known: boolean
  readonly offer?: Offer | null
}

function Ticket({ ticket, onUseTicket, onForgetTicket }: BeginStepProps) {
  const panel = <TicketPanel ticket={ticket} onUse={onUseTicket} onForget={onForgetTicket} />
  return ticket.step === 'held' ? panel : <div className={controls.panel}>{panel}</div>
}

/** What was begun before the site closed may be ended, one way or the other. */
function Closed({ unfinished, refusal, onResume, onDiscard }: BeginStepProps) {
  const t = useTranslations('send')
  return (
    <div className={styles.empty}>
      <Refusal error={refusal} />
      {unfinished.map((upload) => (
        <UnfinishedCard key={upload.id} upload={upload} onResume={onResume} onDiscard={onDiscard} />
      ))}
      <div className={controls.row}>
        <a className={`${controls.primary} ${controls.large}`} href={inSite('/d')}>
          {t('closed.receive')}
        </a>
      </div>
    </div>
  )
}

/** Nothing sent yet: files to choose, a note or an address to write. */
export function BeginStep(props: BeginStepProps) {
  const { instance, draft, onDraft, known, refusal, writing, onWriting } = props
  if (instance.uploads === 'closed') return <Closed {...props} />
  const kind = instance.kinds.includes(writing.kind) ? writing.kind : (instance.kinds[0] ?? 'files')
  return (
    <div className={styles.empty}>
      {instance.uploads === 'ticket' && <Ticket {...props} />}
      {props.offer && <SharedCard {...props.offer} />}
      <KindChoice kinds={instance.kinds} kind={kind} onKind={(each) => onWriting({ ...writing, kind: each })} />
      {kind === 'files' ? (
        <EmptyStep
          onChoose={props.onChoose}
          maxDropBytes={known ? instance.maxDropBytes : null}
          refusal={refusal}
          unfinished={props.unfinished}
          onResume={props.onResume}
          onDiscard={props.onDiscard}
        />
      ) : (
        <WriteStep
          key={kind}
          writing={{ ...writing, kind }}
          onWriting={onWriting}
          refusal={refusal}
          instance={instance}
          draft={draft}
          onDraft={onDraft}
          onMakeLink={props.onWrite}
        />
      )}
    </div>
  )
}
