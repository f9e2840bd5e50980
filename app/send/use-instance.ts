'use client'

import { useEffect, useState } from 'react'
import { askInstance } from './ask-instance.ts'
import { type Instance, usualInstance } from './instance.ts'

/** What this instance allows; `known` once the server has said so. */
export function useInstance(): { instance: Instance; known: boolean } {
  const [instance, setInstance] = useState<Instance | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    askInstance(leaving.signal).then(setInstance, () => {
      // The usual choices stay; whoever sends learns from the transfer itself that the server is away.
    })
    return () => leaving.abort()
  }, [])
  return { instance: instance ?? usualInstance, known: instance !== null }
}
