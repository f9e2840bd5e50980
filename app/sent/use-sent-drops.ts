'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import type { SentDrops, SentState } from '../../lib/client/sent/sent-state.ts'
import { DropError } from '../../lib/format/drop-error.ts'

const loading: SentState = { phase: 'loading' }
const unloaded: SentState = { phase: 'unavailable', error: new DropError('network') }
const never = () => () => {}

/** The drops sent from this browser, mirrored. Their code is loaded after the page is there. */
export function useSentDrops(): { state: SentState; sent: SentDrops | null } {
  const [sent, setSent] = useState<SentDrops | 'failed' | null>(null)
  useEffect(() => {
    let here = true
    let started: SentDrops | null = null
    import('../../lib/client/sent/start-sent-drops.ts').then(
      ({ startSentDrops }) => {
        if (!here) return
        started = startSentDrops()
        setSent(started)
      },
      () => here && setSent('failed'),
    )
    return () => {
      here = false
      started?.close()
    }
  }, [])
  const list = sent === 'failed' ? null : sent
  const before = sent === 'failed' ? unloaded : loading
  const state = useSyncExternalStore(list?.subscribe ?? never, list?.state ?? (() => before), () => loading)
  return { state, sent: list }
}
