'use client'

import type { ReceiveDrop, ReceiveState } from '../../lib/client/receive-state.ts'
import controls from '../_components/controls.module.css'
import { Place } from '../_components/place.tsx'
import { AskStep } from './ask-step.tsx'
import { asksAgain, FailedStep } from './failed-step.tsx'
import { OpenedStep } from './opened-step.tsx'
import { OpeningStep } from './opening-step.tsx'
import { receiveVoice } from './receive-voice.tsx'
import { ReceivingStep } from './receiving-step.tsx'

/** What a person can do on the receive page. */
export type ReceiveActions = Omit<ReceiveDrop, 'state' | 'subscribe'> & {
  /** Opens the same link again, to see what is left. */
  readonly lookAgain: () => void
}

interface ReceiveViewProps {
  readonly state: ReceiveState
  readonly actions: ReceiveActions
}

function AfterStep({ onAgain }: { onAgain?: () => void }) {
  return (
    <div className={controls.row}>
      {onAgain && (
        <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onAgain}>
          Download again
        </button>
      )}
      <a className={`${controls.secondary} ${controls.large}`} href="/">
        Send something yourself
      </a>
    </div>
  )
}

function Step({ state, actions }: ReceiveViewProps) {
  switch (state.phase) {
    case 'asking':
      return <AskStep onOpen={actions.open} wrong={state.error !== null} />
    case 'opening':
      return <OpeningStep />
    case 'opened':
      return <OpenedStep drop={state.drop} onReceive={actions.receive} onLookAgain={actions.lookAgain} />
    case 'receiving':
      return (
        <ReceivingStep
          drop={state.drop}
          progress={state.progress}
          // Where every byte was saved there is nothing left to stop.
          {...(state.stage !== 'verifying' && { onCancel: actions.cancel })}
        />
      )
    case 'interrupted':
      return (
        <ReceivingStep drop={state.drop} progress={state.progress} onCancel={actions.cancel} onRetry={actions.retry} />
      )
    case 'received':
      return <AfterStep />
    case 'cancelled':
      return state.drop.placesLeft > 0 ? <AfterStep onAgain={actions.receive} /> : <AfterStep />
    case 'failed':
      return <FailedStep error={state.error} onOpen={actions.open} onRetry={actions.retry} />
  }
}

/** Whether only a word or two are left to say. */
function isAlone(state: ReceiveState): boolean {
  if (state.phase === 'failed') return !asksAgain(state.error)
  return state.phase === 'received' || state.phase === 'cancelled'
}

/** The receive page of one state. */
export function ReceiveView(props: ReceiveViewProps) {
  return (
    <Place phase={props.state.phase} voice={receiveVoice(props.state)} alone={isAlone(props.state)}>
      <Step {...props} />
    </Place>
  )
}
