'use client'

import { useTranslations } from 'next-intl'
import controls from './controls.module.css'

interface ShareButtonProps {
  readonly url: string
  readonly about?: string | undefined
  readonly small?: boolean
}

/** Hands a link to the system's own sheet, where there is one. */
export function ShareButton({ url, about, small = false }: ShareButtonProps) {
  const t = useTranslations('common')
  if (typeof navigator.share !== 'function') return null
  const share = () => {
    // Dismissing the system's sheet rejects, too: there is nothing to say then.
    navigator.share({ url }).catch(() => undefined)
  }
  return (
    <button
      type="button"
      className={`${controls.secondary} ${small ? controls.small : controls.large}`}
      aria-label={about === undefined ? undefined : t('about', { action: t('share.system'), which: about })}
      onClick={share}
    >
      {t('share.systemButton')}
    </button>
  )
}
