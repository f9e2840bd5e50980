'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { inSite } from '../../lib/wire/base-path.ts'
import type { LookRequest } from '../look/look-messages.ts'
import styles from './look-dialog.module.css'

interface LookFrameProps {
  readonly request: LookRequest
  readonly onShown: () => void
  readonly onFailed: () => void
}

/** The frame of opaque origin. It is handed the file once it is there, and answers whether it could show it. */
export function LookFrame({ request, onShown, onFailed }: LookFrameProps) {
  const t = useTranslations('look')
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }: MessageEvent<unknown>) => (data === 'shown' ? onShown() : onFailed())
    const hand = () => {
      // An opaque origin has no name to send to. The frame's address is ours, and the page's policy lets it go nowhere
      // else.
      element.contentWindow?.postMessage(request, '*', [port2])
    }
    element.addEventListener('load', hand, { once: true })
    element.src = inSite('/look/frame.html')
    return () => {
      element.removeEventListener('load', hand)
      port1.close()
    }
  }, [request, onShown, onFailed])
  return (
    <iframe ref={frame} className={styles.frame} sandbox="allow-scripts" title={t('inside', { path: request.name })} />
  )
}
