'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import type { ReceiveDrop, ReceiveState } from '../../lib/client/receive/receive-state.ts'
import type { ErrorCode } from '../../lib/format/drop-error.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { later } from '../_components/later.tsx'
import { Place } from '../_components/place.tsx'
import { useLanguage } from '../language/use-language.ts'
import { type Asked, AskStep } from './ask-step.tsx'
import { asksAgain, FailedStep } from './failed-step.tsx'
import { OpenedStep } from './opened-step.tsx'
import { OpeningStep } from './opening-step.tsx'
import styles from './receive-view.module.css'
import { receiveVoice } from './receive-voice.tsx'
import { ReceivingStep } from './receiving-step.tsx'

const PasswordStep = later(() => import('./password-step.tsx').then(({ PasswordStep: Step }) => Step))
const ReportDialog = later(() => import('./report-dialog.tsx').then(({ ReportDialog: Dialog }) => Dialog))
const WrittenStep = later(() => import('./written-step.tsx').then(({ WrittenStep: Step }) => Step))

/** What a person can do on the receive page. */
export type ReceiveActions = Omit<ReceiveDrop, 'state' | 'subscribe' | 'prepare'> & {
  /** Opens the same link again, to see what is left. */
  readonly lookAgain: () => void
}

type Of<Phase extends ReceiveState['phase']> = Extract<ReceiveState, { phase: Phase }>

interface ReceiveViewProps {
  readonly state: ReceiveState
  readonly actions: ReceiveActions
}

function AfterStep({ onAgain }: { onAgain?: () => void }) {
  const t = useTranslations('receive')
  return (
    <div className={controls.row}>
      {onAgain && (
        <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onAgain}>
          {t('take.again')}
        </button>
      )}
      <a className={`${controls.secondary} ${controls.large}`} href={inSite('/')}>
        {t('after.sendOwn')}
      </a>
    </div>
  )
}

/** What may follow a download: more of it within the lease, all of it once more, or something else altogether. */
function OverStep({ state, actions }: { state: Of<'received' | 'cancelled'>; actions: ReceiveActions }) {
  const { drop, phase } = state
  if (drop.lease !== null) return <OpenedStep drop={drop} actions={actions} isBegun={phase === 'received'} />
  return phase === 'cancelled' && drop.placesLeft > 0 ? (
    <AfterStep onAgain={() => actions.receive('all')} />
  ) : (
    <AfterStep />
  )
}

interface StepProps {
  readonly state: Exclude<ReceiveState, { phase: 'asking' }>
  readonly actions: ReceiveActions
}

function Step({ state, actions }: StepProps) {
  switch (state.phase) {
    case 'opening':
      return <OpeningStep />
    case 'password':
      return <PasswordStep state={state} onUnlock={actions.unlock} onCancel={actions.cancel} />
    case 'opened':
      return <OpenedStep drop={state.drop} actions={actions} />
    case 'receiving':
      return (
        <ReceivingStep
          saveName={actions.saveName(state.selection)}
          progress={state.progress}
          // Where every byte was saved there is nothing left to stop.
          {...(state.stage !== 'verifying' && { onCancel: actions.cancel })}
        />
      )
    case 'interrupted':
      return (
        <ReceivingStep
          saveName={actions.saveName(state.selection)}
          progress={state.progress}
          onCancel={actions.cancel}
          onRetry={actions.retry}
        />
      )
    case 'read':
      return <WrittenStep {...state} />
    case 'received':
    case 'cancelled':
      return <OverStep state={state} actions={actions} />
    case 'failed':
      return <FailedStep error={state.error} onRetry={actions.retry} />
  }
}

/** Whether only a word or two are left to say. */
function isAlone(state: ReceiveState): boolean {
  if (state.phase === 'failed') return !asksAgain(state.error)
  return (state.phase === 'received' || state.phase === 'cancelled') && state.drop.lease === null
}

/** Failures that are about no drop. */
const ABOUT_NONE: readonly ErrorCode[] = ['link-malformed', 'link-version', 'not-found', 'browser-unsupported']

/** Whether there is a drop that could be reported: before it is opened, and after it has ended too. */
function mayReport(state: ReceiveState): boolean {
  if (state.phase === 'failed') return !ABOUT_NONE.includes(state.error.code)
  return state.phase !== 'asking' && state.phase !== 'opening'
}

/** The receive page of one state. */
export function ReceiveView({ state, actions }: ReceiveViewProps) {
  const t = useTranslations('receive')
  // In this page's memory only, and outside the step: a slip is mended in what was typed.
  const [asked, setAsked] = useState<Asked>({ text: '', tried: null })
  // Outside the step as well: a report that is being written outlives the download beside it.
  const [isReporting, setReporting] = useState(false)
  const isRead = state.phase === 'receiving' && state.drop.kind !== 'files'
  useEffect(() => {
    if (isRead) WrittenStep.preload()
  }, [isRead])
  const asks = state.phase === 'asking' || (state.phase === 'failed' && asksAgain(state.error))
  return (
    <>
      <Place phase={state.phase} voice={receiveVoice(state, actions.saveName, useLanguage())} alone={isAlone(state)}>
        {asks ? (
          <AskStep asked={asked} onAsked={setAsked} onOpen={actions.open} error={state.error} />
        ) : (
          <Step state={state} actions={actions} />
        )}
        {mayReport(state) && (
          <button
            type="button"
            className={`${controls.quiet} ${controls.small} ${styles.report}`}
            onClick={() => setReporting(true)}
          >
            {t('report.open')}
          </button>
        )}
      </Place>
      {isReporting && <ReportDialog report={actions.report} onClose={() => setReporting(false)} />}
    </>
  )
}
