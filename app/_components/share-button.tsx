'use client'

import controls from './controls.module.css'
import { useNames } from './use-names.ts'

interface ShareButtonProps {
  readonly url: string
  readonly about?: string | undefined
  readonly small?: boolean
}

/** Hands a link to the system's own sheet, where there is one. */
export function ShareButton({ url, about, small = false }: ShareButtonProps) {
  const { t, named } = useNames(about)
  if (typeof navigator.share !== 'function') return null
  const share = () => {
    // Dismissing the system's sheet rejects, too: there is nothing to say then.
    navigator.share({ url }).catch(() => undefined)
  }
  return (
    <button
      type="button"
      className={`${controls.secondary} ${small ? controls.small : controls.large}`}
      aria-label={named(t('share.system'))}
      onClick={share}
    >
      {t('share.systemButton')}
    </button>
  )
}
