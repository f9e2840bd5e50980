'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ReceiveState } from '../../lib/client/receive/receive-state.ts'
import { percentOf } from '../_components/percent.ts'
import { Shell } from '../_components/shell.tsx'
import { useTellDone } from '../_components/telling.ts'
import { useTab } from '../_components/use-tab.ts'
import { useUnloadWarning } from '../_components/use-unload-warning.ts'
import { ReceiveView } from './receive-view.tsx'
import { useReceiveDrop } from './use-receive-drop.ts'

type Words = ReturnType<typeof useTranslations<'receive.page'>>

function wordsForTab({ phase }: ReceiveState, percent: number | null, t: Words): string | null {
  if (phase === 'interrupted') return t('paused')
  if (phase === 'received') return t('saved')
  return percent === null ? null : t('tab', { percent })
}

/** The receive page: what the fragment leads to, until it is saved. */
export function ReceivePage() {
  const t = useTranslations('receive.page')
  const { state, drop, open, lookAgain } = useReceiveDrop()
  const actions = useMemo(() => ({ ...drop, open, lookAgain }), [drop, open, lookAgain])
  const percent = state.phase === 'receiving' || state.phase === 'interrupted' ? percentOf(state.progress) : null
  // Whoever leaves while more may be taken gives the rest up.
  const mayTakeMore = state.phase === 'received' && state.drop.lease !== null
  useUnloadWarning(percent !== null || mayTakeMore)
  useTab(wordsForTab(state, percent, t), percent)
  useTellDone(state.phase === 'received' ? t('saved') : null)
  return (
    <>
      <ReceiveView state={state} actions={actions} />
      <Shell />
    </>
  )
}
