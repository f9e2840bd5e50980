'use client'

import { useEffect, useEffectEvent } from 'react'

/** What somebody does who is about to send, wherever on the page. */
const SIGNS = ['pointerdown', 'keydown', 'dragenter', 'paste'] as const

/** Whether something that can be done is pointed at, or has the focus. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('main :is(button, input, textarea, label, summary)') !== null
}

/** Hears of each sign that somebody is about to do something on the page. */
export function useInterest(onInterest: () => void): void {
  const hear = useEffectEvent(onInterest)
  useEffect(() => {
    const listening = new AbortController()
    const options = { signal: listening.signal, passive: true, capture: true }
    for (const sign of SIGNS) addEventListener(sign, () => hear(), options)
    const near = ({ target }: Event) => isControl(target) && hear()
    addEventListener('pointerover', near, options)
    addEventListener('focusin', near, options)
    return () => listening.abort()
  }, [])
}
