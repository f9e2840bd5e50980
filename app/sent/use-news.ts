'use client'

import { useEffect, useRef, useState } from 'react'
import type { SentState } from '../../lib/client/sent-state.ts'
import { linkTitle, linkWords } from './link-words.ts'

type Told = ReadonlyMap<string, { readonly title: string; readonly state: string }>

function tell(state: SentState): Told {
  const drops = state.phase === 'listed' ? state.drops : []
  const lines = drops.flatMap((drop) =>
    drop.links.map((link, index) => {
      const title = `${drop.name}, ${linkTitle(link, index, drop.links.length)}`
      return [link.locator, { title, state: linkWords(link, drop.state).state }] as const
    }),
  )
  return new Map(lines)
}

/** What changed of links since the page was last drawn, in words for who does not see it. What is told for the first time is no news. */
export function useNews(state: SentState): string {
  const before = useRef<Told>(new Map())
  const [news, setNews] = useState('')
  useEffect(() => {
    const now = tell(state)
    const changed = [...now].filter(([locator, line]) => {
      const old = before.current.get(locator)
      return old !== undefined && old.state !== line.state && !old.state.endsWith('…')
    })
    before.current = now
    if (changed.length > 0) setNews(changed.map(([, { title, state: words }]) => `${title}: ${words}`).join('. '))
  }, [state])
  return news
}
