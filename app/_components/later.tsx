'use client'

import { useTranslations } from 'next-intl'
import { type ComponentType, useEffect, useState } from 'react'
import { loadOnce } from '../../lib/client/load-once.ts'
import controls from './controls.module.css'

type Loading<Props> = { step: 'loading' | 'failed' } | { step: 'loaded'; Loaded: ComponentType<Props> }

/** A component that comes late. */
type LateComponent<Props> = ComponentType<Props> & {
  /** Loads it before it is shown. Where that fails, nothing is said: showing it asks anew. */
  readonly preload: () => void
}

/**
 * A component whose code comes when it is first shown: what is not on the first screen must not slow it. Where the
 * network is away it says so and asks again by a click; nothing else of the page is touched.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): LateComponent<Props> {
  const loaded = loadOnce(load)
  function Later(props: Props) {
    const t = useTranslations('common.later')
    const [tries, setTries] = useState(0)
    const [loading, setLoading] = useState<Loading<Props>>({ step: 'loading' })
    // biome-ignore lint/correctness/useExhaustiveDependencies: each try loads again
    useEffect(() => {
      let here = true
      loaded().then(
        (Loaded) => here && setLoading({ step: 'loaded', Loaded }),
        () => here && setLoading({ step: 'failed' }),
      )
      return () => {
        here = false
      }
    }, [tries])
    if (loading.step === 'loaded') return <loading.Loaded {...props} />
    if (loading.step === 'loading') return null
    return (
      <p className={controls.problem} role="alert">
        {t('failed')}{' '}
        <button type="button" className={controls.inline} onClick={() => setTries(tries + 1)}>
          {t('retry')}
        </button>
      </p>
    )
  }
  return Object.assign(Later, { preload: () => void loaded().catch(() => {}) })
}
