'use client'

import { useEffect } from 'react'

/** Puts `words` before the page's title, for whoever waits in another tab; `null` leaves it as it was. */
export function useTitle(words: string | null): void {
  useEffect(() => {
    if (words === null) return
    const before = document.title
    document.title = `${words} – ${before}`
    return () => {
      document.title = before
    }
  }, [words])
}
