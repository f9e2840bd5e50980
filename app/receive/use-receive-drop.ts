'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ReceiveDrop, ReceiveState } from '../../lib/client/receive-state.ts'
import { DropError } from '../../lib/format/drop-error.ts'

const opening: ReceiveState = { phase: 'opening' }
const unloaded: ReceiveState = { phase: 'failed', drop: null, error: new DropError('network') }
const never = () => () => {}

type Loading = { readonly step: 'loading' | 'failed' } | { readonly step: 'loaded'; readonly drop: ReceiveDrop }

/** The drop behind this page's fragment, mirrored; `drop` is `null` until its code is loaded. */
export function useReceiveDrop(): { state: ReceiveState; drop: ReceiveDrop | null } {
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
  useEffect(() => {
    if (!drop) return
    const open = () => drop.open(location.hash)
    addEventListener('hashchange', open)
    return () => removeEventListener('hashchange', open)
  }, [drop])
  const before = loading.step === 'failed' ? unloaded : opening
  const state = useSyncExternalStore(drop?.subscribe ?? never, drop?.state ?? (() => before), () => opening)
  return { state, drop }
}
