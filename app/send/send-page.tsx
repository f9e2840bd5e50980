'use client'

import { useMemo } from 'react'
import { sourcesFromInput } from '../../lib/client/send/collect-files.ts'
import type { SenderTicket } from '../../lib/client/send/late-drop.ts'
import type { FileSource, SendDrop, SendState } from '../../lib/client/send/send-state.ts'
import type { Language } from '../../lib/client/words/language.ts'
import { percentOf } from '../_components/percent.ts'
import { Shell } from '../_components/shell.tsx'
import { useTellDone } from '../_components/telling.ts'
import { useTab } from '../_components/use-tab.ts'
import { useUnloadWarning } from '../_components/use-unload-warning.ts'
import { useLanguage } from '../language/use-language.ts'
import { DropOverlay } from './drop-overlay.tsx'
import { type SendActions, SendView } from './send-view.tsx'
import { useInstance } from './use-instance.ts'
import { useSendDrop } from './use-send-drop.ts'
import { useSystem } from './use-system.ts'
import { useTicketLink } from './use-ticket-link.ts'
import { useWindowDrop } from './use-window-drop.ts'
import { isBegun, useWriting } from './use-writing.ts'

function addTo(drop: SendDrop, sources: readonly FileSource[]): void {
  const { phase } = drop.state()
  if (phase === 'deleted' || phase === 'failed') drop.startOver()
  drop.add(sources)
}

function actionsOf(drop: SendDrop, ticket: SenderTicket): SendActions {
  return {
    ...drop,
    choose: (input) => void sourcesFromInput(input).then((sources) => addTo(drop, sources)),
    useTicket: ticket.use,
    forgetTicket: ticket.forget,
  }
}

function wordsForTab(state: SendState, percent: number | null, { t }: Language): string | null {
  if (state.phase === 'paused') return t('send.tab.paused')
  if (state.phase === 'ready') return t('send.tab.ready')
  return percent === null ? null : t('send.tab.percent', { percent })
}

/** The send page: from nothing chosen to a link. */
export function SendPage() {
  const language = useLanguage()
  const { state, ticketState, drop, ticket } = useSendDrop()
  const { instance, known } = useInstance()
  const closed =
    state.phase === 'finishing' || state.phase === 'paused' || state.phase === 'ready' || instance.uploads === 'closed'
  const { writing, setWriting } = useWriting(state.phase)
  const welcome = !closed && !isBegun(writing)
  const takeFiles = (sources: readonly FileSource[]) => addTo(drop, sources)
  const takeText = (text: string) => {
    if (state.phase === 'empty' && welcome && instance.kinds.includes('note'))
      setWriting({ ...writing, kind: 'note', note: text })
  }
  const { dragging, refusal } = useWindowDrop(welcome, takeFiles, takeText)
  const offer = useSystem((sources) => !closed && takeFiles(sources), takeText)
  const actions = useMemo(() => actionsOf(drop, ticket), [drop, ticket])
  useTicketLink(actions.useTicket)
  const percent = 'progress' in state ? percentOf(state.progress) : null
  useUnloadWarning(percent !== null)
  useTab(wordsForTab(state, percent, language), percent)
  useTellDone(state.phase === 'ready' ? language.t('send.tab.ready') : null)
  return (
    <>
      <SendView
        state={state}
        ticket={ticketState}
        actions={actions}
        instance={instance}
        known={known}
        refusal={refusal}
        offer={closed ? null : offer}
        writing={writing}
        onWriting={setWriting}
      />
      <Shell />
      {dragging && <DropOverlay welcome={welcome} />}
    </>
  )
}
