'use client'

import { useEffect, useState } from 'react'
import { siteUrl } from '../../lib/wire/base-path.ts'
import { type Instance, usualInstance } from './instance.ts'

async function loadInstance(signal: AbortSignal): Promise<Instance> {
  const [{ createCall }, { createSenderApi }] = await Promise.all([
    import('../../lib/adapters/http/call.ts'),
    import('../../lib/adapters/http/drop-api.ts'),
  ])
  return createSenderApi(createCall(fetch, siteUrl())).config(signal)
}

/** What this instance allows; `known` once the server has said so. */
export function useInstance(): { instance: Instance; known: boolean } {
  const [instance, setInstance] = useState<Instance | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    loadInstance(leaving.signal).then(setInstance, () => {
      // The usual choices stay; whoever sends learns from the transfer itself that the server is away.
    })
    return () => leaving.abort()
  }, [])
  return { instance: instance ?? usualInstance, known: instance !== null }
}
