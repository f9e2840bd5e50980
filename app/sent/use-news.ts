'use client'

import { useEffect, useRef, useState } from 'react'
import { linkTitle, linkWords } from '../../lib/client/link-words.ts'
import type { SentState } from '../../lib/client/sent-state.ts'
import { briefMoment } from './brief-moment.ts'

interface Line {
  readonly drop: string
  readonly title: string
  readonly state: string
}

type Told = ReadonlyMap<string, Line>

function tell(state: SentState): Told {
  const drops = state.phase === 'listed' ? state.drops : []
  const lines = drops.flatMap((drop) =>
    drop.links.map((link, index) => {
      const title = `${drop.name}, ${linkTitle(link, index, drop.links.length)}`
      return [link.locator, { drop: drop.id, title, state: linkWords(link, drop.state, briefMoment).state }] as const
    }),
  )
  return new Map(lines)
}

/** A link of a drop that was there before is new; a first answer about one is no news. */
function newsBetween(before: Told, now: Told): string {
  const drops = new Set([...before.values()].map(({ drop }) => drop))
  const lines = [...now].flatMap(([locator, { drop, title, state }]) => {
    const old = before.get(locator)
    if (old === undefined) return drops.has(drop) ? [`${title}: added`] : []
    return old.state === state || old.state.endsWith('…') ? [] : [`${title}: ${state}`]
  })
  return lines.join('. ')
}

/** What changed of links since the page was last drawn, in words for who does not see it. What is told for the first time is no news. */
export function useNews(state: SentState): string {
  const before = useRef<Told>(new Map())
  const [news, setNews] = useState('')
  useEffect(() => {
    const now = tell(state)
    const news = newsBetween(before.current, now)
    before.current = now
    if (news !== '') setNews(news)
  }, [state])
  return news
}
