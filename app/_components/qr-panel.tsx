'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { saveByLink } from '../../lib/adapters/sinks/save-by-link.ts'
import controls from './controls.module.css'
import { QrCode } from './qr-code.tsx'
import styles from './qr-panel.module.css'
import { type QrPath, qrPath } from './qr-path.ts'

/** Pixels of a module in a saved picture: large enough for a poster. */
const PIXELS = 16

function savePng({ size, path }: QrPath): void {
  const canvas = document.createElement('canvas')
  canvas.width = size * PIXELS
  canvas.height = size * PIXELS
  const context = canvas.getContext('2d')
  if (context === null) return
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = '#000000'
  context.scale(PIXELS, PIXELS)
  context.fill(new Path2D(path))
  canvas.toBlob((blob) => blob && saveByLink(document)(blob, 'snowdrop-link.png'), 'image/png')
}

function saveSvg({ size, path }: QrPath): void {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`
  saveByLink(document)(new Blob([svg], { type: 'image/svg+xml' }), 'snowdrop-link.svg')
}

/** A link as a QR code, to show or to save. */
export function QrPanel({ url }: { url: string }) {
  const t = useTranslations('common.qr')
  const qr = useMemo(() => qrPath(url), [url])
  return (
    <div className={styles.panel}>
      <QrCode qr={qr} className={styles.code} />
      <div className={styles.side}>
        <p className={controls.hint}>{t('explanation')}</p>
        <div className={controls.row}>
          <button type="button" className={`${controls.secondary} ${controls.small}`} onClick={() => savePng(qr)}>
            {t('png')}
          </button>
          <button type="button" className={`${controls.secondary} ${controls.small}`} onClick={() => saveSvg(qr)}>
            {t('svg')}
          </button>
        </div>
      </div>
    </div>
  )
}
