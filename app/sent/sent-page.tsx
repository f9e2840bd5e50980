'use client'

import { useInstance } from '../send/use-instance.ts'
import { SentView } from './sent-view.tsx'
import { useSentDrops } from './use-sent-drops.ts'

/** The drops that were sent from this browser, and what can be done with them. */
export function SentPage() {
  const { state, sent } = useSentDrops()
  const { instance } = useInstance()
  return <SentView state={state} sent={sent} instance={instance} />
}
