'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import type { PickedFile, SendDrop, SendState } from '../../lib/client/send/send-state.ts'
import type { TicketState } from '../../lib/client/send/upload-ticket.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { later } from '../_components/later.tsx'
import { Place } from '../_components/place.tsx'
import { useLanguage } from '../language/use-language.ts'
import { BeginStep } from './begin-step.tsx'
import { GatheringStep } from './gathering-step.tsx'
import type { Instance } from './instance.ts'
import { choiceFrom, freshDraft, type LinkDraft } from './link-draft.ts'
import { OverStep } from './over-step.tsx'
import { sendVoice } from './send-voice.tsx'
import type { Offer } from './shared-card.tsx'
import { TransferStep } from './transfer-step.tsx'
import { type Writing, writtenIn } from './use-writing.ts'

const ReadyStep = later(() => import('./ready-step.tsx').then(({ ReadyStep: Step }) => Step))
const TicketStep = later(() => import('./ticket-step.tsx').then(({ TicketStep: Step }) => Step))

/** What a person can do on the send page. */
export type SendActions = Omit<SendDrop, 'state' | 'subscribe' | 'add'> & {
  readonly choose: (input: HTMLInputElement) => void
  /** As typed, or as a link carries it. */
  readonly useTicket: (text: string) => void
  readonly forgetTicket: () => void
}

interface Drafting {
  readonly draft: LinkDraft
  readonly onDraft: (draft: LinkDraft) => void
}

interface SendViewProps {
  readonly state: SendState
  readonly ticket: TicketState
  readonly actions: SendActions
  readonly instance: Instance
  /** Whether `instance` is what the server said, not yet the defaults. */
  readonly known: boolean
  readonly writing: Writing
  readonly onWriting: (writing: Writing) => void
  /** What was dropped or pasted and could not be read. */
  readonly refusal?: DropError | undefined
  /** What was shared, and may be taken. */
  readonly offer?: Offer | null
}

type StepProps = SendViewProps & Drafting

function Begin({ state, actions, refusal, ...props }: StepProps & { state: Extract<SendState, { phase: 'empty' }> }) {
  const write = () => {
    const written = writtenIn(props.writing)
    if (written) actions.write(written, choiceFrom(props.draft))
  }
  return (
    <BeginStep
      {...props}
      unfinished={state.unfinished}
      refusal={refusal ?? state.refusal}
      onChoose={actions.choose}
      onResume={actions.resume}
      onDiscard={actions.discard}
      onWrite={write}
      onUseTicket={actions.useTicket}
      onForgetTicket={actions.forgetTicket}
    />
  )
}

type Gathered = Extract<SendState, { phase: 'gathering' }>

function Gathering({ state, actions, refusal, draft, ...props }: StepProps & { state: Gathered }) {
  return (
    <GatheringStep
      files={state.files}
      progress={state.progress}
      refusal={refusal ?? state.refusal}
      instance={props.instance}
      ticket={props.ticket}
      onForgetTicket={actions.forgetTicket}
      draft={draft}
      onDraft={props.onDraft}
      onChoose={actions.choose}
      onRemove={actions.remove}
      onMakeLink={() => actions.makeLink(choiceFrom(draft))}
      onCancel={actions.cancel}
    />
  )
}

function Wanted({ files, ticket, actions }: StepProps & { files: readonly PickedFile[] }) {
  return (
    <TicketStep
      files={files}
      ticket={ticket}
      onUse={actions.useTicket}
      onForget={actions.forgetTicket}
      onRemove={actions.remove}
      onCancel={actions.cancel}
    />
  )
}

function Step(props: StepProps) {
  const t = useTranslations('send')
  const { state, actions, instance } = props
  switch (state.phase) {
    case 'empty':
      return <Begin {...props} state={state} />
    case 'ticket':
      return <Wanted {...props} files={state.files} />
    case 'gathering':
      return <Gathering {...props} state={state} />
    case 'finishing':
      return <TransferStep kind={state.kind} files={state.files} progress={state.progress} onCancel={actions.cancel} />
    case 'paused': {
      const { kind, files, progress } = state
      return <TransferStep {...{ kind, files, progress }} onCancel={actions.cancel} onRetry={actions.retry} />
    }
    case 'ready':
      return <ReadyStep state={state} instance={instance} actions={actions} />
    case 'deleted':
      return <OverStep label={t('over.again')} onStartOver={actions.startOver} />
    case 'failed':
      return <OverStep label={t('over.restart')} onStartOver={actions.startOver} />
  }
}

/** Whether there is little to do. */
function isAlone({ state, instance }: SendViewProps): boolean {
  if (state.phase === 'empty') return instance.uploads === 'closed' && state.unfinished.length === 0
  return state.phase === 'deleted' || state.phase === 'failed'
}

/** The send page of one state. */
export function SendView(props: SendViewProps) {
  const language = useLanguage()
  const { instance, state, writing } = props
  useEffect(() => {
    if (state.phase === 'finishing') ReadyStep.preload()
  }, [state.phase])
  // Held here and not in the step, so that a pause in between forgets nothing.
  const [draft, setDraft] = useState<LinkDraft | null>(null)
  const [before, setBefore] = useState(state.phase)
  if (before !== state.phase) {
    setBefore(state.phase)
    // The next drop begins without this one's password.
    if (state.phase === 'ready') setDraft(null)
  }
  return (
    <Place
      phase={state.phase}
      voice={sendVoice(state, language, writing.kind, instance.uploads)}
      alone={isAlone(props)}
    >
      <Step {...props} draft={draft ?? freshDraft(instance)} onDraft={setDraft} />
    </Place>
  )
}
