'use client'

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { SendDrop, SendState } from '../../lib/client/send/send-state.ts'
import type { TicketState, UploadTicket } from '../../lib/client/send/upload-ticket.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { askInstance } from './ask-instance.ts'
import { untilLoaded } from './until-loaded.ts'

const empty: SendState = { phase: 'empty', unfinished: [] }
const noTicket: TicketState = { step: 'none', error: null }
const unloaded: SendState = { phase: 'failed', files: [], error: new DropError('network') }
const never = () => () => {}

/** Runs what needs the drop as soon as its code is there. */
export type WithDrop = (act: (drop: SendDrop, ticket: UploadTicket) => void) => void

interface Started {
  readonly drop: SendDrop
  readonly ticket: UploadTicket
}

type Loading = { readonly step: 'loading' | 'failed' } | ({ readonly step: 'loaded' } & Started)

/** The drop of this page, mirrored. Its code is loaded after the page is there, so that the page is there at once. */
export function useSendDrop(): { state: SendState; ticketState: TicketState; withDrop: WithDrop } {
  const [loading, setLoading] = useState<Loading>({ step: 'loading' })
  // Not by what is rendered: between the load and the next rendering somebody may choose files, and that must not be lost.
  const [acts] = useState(() => untilLoaded<Started>())
  useEffect(() => {
    let here = true
    import('../../lib/client/browser.ts').then(
      ({ startSendDrop }) => {
        if (!here) return
        const started = startSendDrop(askInstance)
        setLoading({ step: 'loaded', ...started })
        acts.load(started)
      },
      () => here && setLoading({ step: 'failed' }),
    )
    return () => {
      here = false
    }
  }, [acts])
  const { drop, ticket } = loading.step === 'loaded' ? loading : { drop: null, ticket: null }
  const before = loading.step === 'failed' ? unloaded : empty
  const state = useSyncExternalStore(drop?.subscribe ?? never, drop?.state ?? (() => before), () => empty)
  const ticketState = useSyncExternalStore(
    ticket?.subscribe ?? never,
    ticket?.state ?? (() => noTicket),
    () => noTicket,
  )
  const withDrop = useCallback<WithDrop>((act) => acts.run((started) => act(started.drop, started.ticket)), [acts])
  return { state, ticketState, withDrop }
}
