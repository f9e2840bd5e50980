'use client'

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ReceiveDrop, ReceiveState } from '../../lib/client/receive/receive-state.ts'
import { DropError } from '../../lib/format/drop-error.ts'

const opening: ReceiveState = { phase: 'opening' }
const unloaded: ReceiveState = { phase: 'failed', drop: null, error: new DropError('network') }
const never = () => () => {}

type Loading = { readonly step: 'loading' | 'failed' } | { readonly step: 'loaded'; readonly drop: ReceiveDrop }

interface Mirrored {
  readonly state: ReceiveState
  /** `null` until its code is loaded. */
  readonly drop: ReceiveDrop | null
  readonly open: (text: string) => void
  /** Opens again what was opened last. */
  readonly lookAgain: () => void
}

/** The drop behind this page's fragment, or behind what was typed instead, mirrored. */
export function useReceiveDrop(): Mirrored {
  const [loading, setLoading] = useState<Loading>({ step: 'loading' })
  useEffect(() => {
    let here = true
    import('../../lib/client/browser.ts').then(
      ({ startReceiveDrop }) => {
        if (!here) return
        const loaded = startReceiveDrop()
        // The fragment is read here and never sent: it holds the key.
        loaded.open(location.hash)
        setLoading({ step: 'loaded', drop: loaded })
      },
      () => here && setLoading({ step: 'failed' }),
    )
    return () => {
      here = false
    }
  }, [])
  const drop = loading.step === 'loaded' ? loading.drop : null
  const typed = useRef<string | null>(null)
  const open = useCallback(
    (text: string) => {
      typed.current = text
      drop?.open(text)
    },
    [drop],
  )
  const lookAgain = useCallback(() => drop?.open(typed.current ?? location.hash), [drop])
  useEffect(() => {
    const openFragment = () => {
      typed.current = null
      drop?.open(location.hash)
    }
    addEventListener('hashchange', openFragment)
    return () => removeEventListener('hashchange', openFragment)
  }, [drop])
  const before = loading.step === 'failed' ? unloaded : opening
  const state = useSyncExternalStore(drop?.subscribe ?? never, drop?.state ?? (() => before), () => opening)
  return { state, drop, open, lookAgain }
}
