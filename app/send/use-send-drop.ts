'use client'

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { SendDrop, SendState } from '../../lib/client/send-state.ts'
import { DropError } from '../../lib/format/drop-error.ts'

const empty: SendState = { phase: 'empty', unfinished: [] }
const unloaded: SendState = { phase: 'failed', files: [], error: new DropError('network') }
const never = () => () => {}

/** Runs what needs the drop as soon as its code is there. */
export type WithDrop = (act: (drop: SendDrop) => void) => void

type Loading = { readonly step: 'loading' | 'failed' } | { readonly step: 'loaded'; readonly drop: SendDrop }

/** The drop of this page, mirrored. Its code is loaded after the page is there, so that the page is there at once. */
export function useSendDrop(): { state: SendState; withDrop: WithDrop } {
  const [loading, setLoading] = useState<Loading>({ step: 'loading' })
  const [waiting] = useState<((drop: SendDrop) => void)[]>(() => [])
  useEffect(() => {
    let here = true
    import('../../lib/client/browser.ts').then(
      ({ startSendDrop }) => {
        if (!here) return
        const drop = startSendDrop()
        setLoading({ step: 'loaded', drop })
        for (const act of waiting.splice(0)) act(drop)
      },
      () => here && setLoading({ step: 'failed' }),
    )
    return () => {
      here = false
    }
  }, [waiting])
  const drop = loading.step === 'loaded' ? loading.drop : null
  const before = loading.step === 'failed' ? unloaded : empty
  const state = useSyncExternalStore(drop?.subscribe ?? never, drop?.state ?? (() => before), () => empty)
  const withDrop = useCallback<WithDrop>(
    (act) => {
      if (drop) act(drop)
      else waiting.push(act)
    },
    [drop, waiting],
  )
  return { state, withDrop }
}
