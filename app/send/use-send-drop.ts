'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { keepsForSender } from '../../lib/adapters/indexed-db/keeps-any.ts'
import { createLateDrop, type SenderTicket } from '../../lib/client/send/late-drop.ts'
import type { SendDrop, SendState } from '../../lib/client/send/send-state.ts'
import type { TicketState } from '../../lib/client/send/upload-ticket.ts'
import { useInterest } from '../_components/use-interest.ts'
import { askInstance } from './ask-instance.ts'

const empty: SendState = { phase: 'empty', unfinished: [] }
const noTicket: TicketState = { step: 'none', error: null }

/**
 * The drop of this page, mirrored. Its code is loaded at the first sign that somebody is about to send, or where this
 * browser keeps what the page has to show: an upload that was cut off, a ticket.
 */
export function useSendDrop(): {
  readonly state: SendState
  readonly ticketState: TicketState
  readonly drop: SendDrop
  readonly ticket: SenderTicket
} {
  const [late] = useState(() =>
    createLateDrop(async () => (await import('../../lib/client/send/start-send-drop.ts')).startSendDrop(askInstance)),
  )
  useInterest(late.prepare)
  useEffect(() => {
    const stopping = new AbortController()
    const { signal } = stopping
    const look = async () => {
      if (document.visibilityState === 'visible' && (await keepsForSender()) && !signal.aborted) late.prepare()
    }
    void look()
    // Another tab may have begun an upload meanwhile.
    document.addEventListener('visibilitychange', () => void look(), { signal })
    addEventListener('online', late.retry, { signal })
    return () => stopping.abort()
  }, [late])
  const state = useSyncExternalStore(late.subscribe, late.state, () => empty)
  const ticketState = useSyncExternalStore(late.ticket.subscribe, late.ticket.state, () => noTicket)
  return { state, ticketState, drop: late, ticket: late.ticket }
}
