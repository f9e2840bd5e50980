'use client'

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { keepsFiles } from '../../lib/client/receive/keeps-files.ts'
import { createLateReceiveDrop } from '../../lib/client/receive/late-receive-drop.ts'
import type { ReceiveDrop, ReceiveState } from '../../lib/client/receive/receive-state.ts'
import { useInterest } from '../_components/use-interest.ts'

const opening: ReceiveState = { phase: 'opening' }

interface Mirrored {
  readonly state: ReceiveState
  readonly drop: ReceiveDrop
  readonly open: (text: string) => void
  /** Opens again what was opened last. */
  readonly lookAgain: () => void
}

/**
 * The drop behind this page's fragment, or behind what was typed instead, mirrored. Its code is loaded where there is a
 * link to open, or at the first sign that somebody has one.
 */
export function useReceiveDrop(): Mirrored {
  const [drop] = useState(() =>
    createLateReceiveDrop(async () =>
      (await import('../../lib/client/receive/start-receive-drop.ts')).startReceiveDrop(),
    ),
  )
  const typed = useRef<string | null>(null)
  const open = useCallback(
    (text: string) => {
      typed.current = text
      drop.open(text)
    },
    [drop],
  )
  const lookAgain = useCallback(() => drop.open(typed.current ?? location.hash), [drop])
  useInterest(drop.prepare)
  useEffect(() => {
    const openFragment = () => {
      typed.current = null
      // The fragment is read here and never sent: it holds the key.
      drop.open(location.hash)
    }
    openFragment()
    // What a page that was closed in the middle has left goes with the next one, link or none.
    void keepsFiles().then((keeps) => keeps && drop.prepare())
    addEventListener('hashchange', openFragment)
    return () => removeEventListener('hashchange', openFragment)
  }, [drop])
  const state = useSyncExternalStore(drop.subscribe, drop.state, () => opening)
  return { state, drop, open, lookAgain }
}
