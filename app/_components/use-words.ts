'use client'

import { useEffect, useState } from 'react'
import { spellLink } from './spell-link.ts'

/** A link's words: `null` while they are loaded, `failed` where the list does not come. */
export function useWords(url: string): readonly string[] | 'failed' | null {
  const [spelt, setSpelt] = useState<{ url: string; words: readonly string[] | 'failed' } | null>(null)
  useEffect(() => {
    let here = true
    spellLink(url).then(
      (words) => here && setSpelt({ url, words }),
      () => here && setSpelt({ url, words: 'failed' }),
    )
    return () => {
      here = false
    }
  }, [url])
  return spelt?.url === url ? spelt.words : null
}
