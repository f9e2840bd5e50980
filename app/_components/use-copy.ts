'use client'

import { useEffect, useState } from 'react'

/** How copying went; `yes` lasts four seconds. */
export type Copied = 'no' | 'yes' | 'refused'

/** Copies texts to the clipboard. */
export function useCopy(): { copied: Copied; copy: (text: string) => Promise<Copied> } {
  const [copied, setCopied] = useState<Copied>('no')
  useEffect(() => {
    if (copied !== 'yes') return
    const timer = setTimeout(() => setCopied('no'), 4000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async (text: string) => {
    const done = await navigator.clipboard.writeText(text).then(
      () => 'yes' as const,
      () => 'refused' as const,
    )
    setCopied(done)
    return done
  }
  return { copied, copy }
}
