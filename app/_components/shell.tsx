'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent } from 'react'

/**
 * Installs the worker of the app, for the share sheet and for when there is no network, once the page has nothing else
 * to do. Draws nothing.
 */
export function Shell() {
  const t = useTranslations('errors.network')
  const install = useEffectEvent(async () => {
    const { installShell } = await import('../../lib/adapters/sharing/shell-page.ts')
    const { lang, dir } = document.documentElement
    const words = { title: t('title'), text: t('text') }
    await installShell(navigator.serviceWorker, { lang, dir: dir === 'rtl' ? 'rtl' : 'ltr', ...words })
  })
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return
    const timer = setTimeout(() => void install(), 1000)
    return () => clearTimeout(timer)
  }, [])
  return null
}
