'use client'

import { useEffect, useRef, useState } from 'react'
import { useInterest } from '../_components/use-interest.ts'
import { askInstance } from './ask-instance.ts'
import { type Instance, usualInstance } from './instance.ts'

/** What could not be asked is asked again this long after at the soonest, in ms: each key that is typed is a sign. */
const REST_MS = 3000
const never = new AbortController().signal

/**
 * What this instance allows; `known` once the server has said so. Where it cannot be asked, the usual choices stay until
 * the network is back or somebody is about to send: whoever sends learns from the transfer itself that it is away.
 */
export function useInstance(): { instance: Instance; known: boolean } {
  const [instance, setInstance] = useState<Instance | null>(null)
  const askedAt = useRef(-Infinity)
  const ask = () => {
    askedAt.current = performance.now()
    askInstance(never).then(setInstance, () => {})
  }
  useEffect(() => {
    ask()
    addEventListener('online', ask)
    return () => removeEventListener('online', ask)
  }, [])
  useInterest(() => {
    if (instance === null && performance.now() - askedAt.current >= REST_MS) ask()
  })
  return { instance: instance ?? usualInstance, known: instance !== null }
}
