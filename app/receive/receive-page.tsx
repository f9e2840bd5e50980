'use client'

import { useMemo, useRef } from 'react'
import { percentOf } from '../_components/percent.ts'
import { useTitle } from '../_components/use-title.ts'
import { useUnloadWarning } from '../_components/use-unload-warning.ts'
import { ReceiveView } from './receive-view.tsx'
import { useReceiveDrop } from './use-receive-drop.ts'

/** The receive page: what the fragment leads to, until it is saved. */
export function ReceivePage() {
  const { state, drop } = useReceiveDrop()
  const typed = useRef<string | null>(null)
  const actions = useMemo(() => {
    const open = (text: string) => {
      typed.current = text
      drop?.open(text)
    }
    return {
      open,
      receive: () => drop?.receive(),
      // Where its code could not be loaded, another try is a new page.
      retry: () => (drop ? drop.retry() : location.reload()),
      cancel: () => drop?.cancel(),
      lookAgain: () => drop?.open(typed.current ?? location.hash),
    }
  }, [drop])
  const running = state.phase === 'receiving' || state.phase === 'interrupted'
  useUnloadWarning(running)
  useTitle(running ? `${percentOf(state.progress)} %` : null)
  return <ReceiveView state={state} actions={actions} />
}
