'use client'

import { useEffect, useRef, useState } from 'react'
import type { SentState } from '../../lib/client/sent/sent-state.ts'
import type { Language } from '../../lib/client/words/language.ts'
import { linkTitle, linkWords } from '../../lib/client/words/link-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { briefMoment } from './brief-moment.ts'

interface Line {
  readonly drop: string
  readonly title: string
  readonly state: string
  /** The server has not been heard yet. */
  readonly isAsked: boolean
}

type Told = ReadonlyMap<string, Line>

function tell(state: SentState, language: Language): Told {
  const { locale, t } = language
  const drops = state.phase === 'listed' ? state.drops : []
  const lines = drops.flatMap((drop) =>
    drop.links.map((link, index) => {
      const title = t('sent.news.link', { drop: drop.name, link: linkTitle(link, index, drop.links.length, language) })
      const { state } = linkWords(link, drop.state, (at) => briefMoment(at, locale), language)
      const isAsked = link.owned === null && drop.state.status === 'asking'
      return [link.locator, { drop: drop.id, title, state, isAsked }] as const
    }),
  )
  return new Map(lines)
}

/** A link of a drop that was there before is new; a first answer about one is no news. */
function newsBetween(before: Told, now: Told, { t }: Language): string {
  const drops = new Set([...before.values()].map(({ drop }) => drop))
  const lines = [...now].flatMap(([locator, { drop, title, state }]) => {
    const old = before.get(locator)
    if (old === undefined) return drops.has(drop) ? [t('sent.news.added', { link: title })] : []
    return old.state === state || old.isAsked ? [] : [t('sent.news.state', { link: title, state })]
  })
  return lines.join('. ')
}

/**
 * What changed of links since the page was last drawn, in words for who does not see it. What is told for the first
 * time is no news.
 */
export function useNews(state: SentState): string {
  const language = useLanguage()
  const before = useRef<Told>(new Map())
  const [news, setNews] = useState('')
  useEffect(() => {
    const now = tell(state, language)
    const news = newsBetween(before.current, now, language)
    before.current = now
    if (news !== '') setNews(news)
  }, [state, language])
  return news
}
