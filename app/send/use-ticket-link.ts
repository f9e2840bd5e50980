'use client'

import { useEffect, useEffectEvent } from 'react'

/** The ticket in a fragment, `#ticket=…`, or nothing. */
function ticketIn(hash: string): string | undefined {
  return /^#ticket=(.+)$/.exec(hash)?.[1]
}

/**
 * Takes a ticket out of the address bar at once, and hands it on. It stood in the fragment alone, so it was in no
 * request and no referrer.
 */
export function useTicketLink(onTicket: (text: string) => void): void {
  const take = useEffectEvent(() => {
    const ticket = ticketIn(location.hash)
    if (ticket === undefined) return
    history.replaceState(history.state, '', location.pathname)
    onTicket(ticket)
  })
  useEffect(() => {
    const changed = () => take()
    changed()
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
}
