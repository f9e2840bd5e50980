import { useTranslations } from 'next-intl'
import type { QrPath } from './qr-path.ts'

/** A QR code, black on white in both themes: readers want it so. */
export function QrCode({ qr: { size, path }, className }: { qr: QrPath; className?: string | undefined }) {
  const t = useTranslations('common.qr')
  return (
    <svg
      className={className}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={t('label')}
      shapeRendering="crispEdges"
      focusable="false"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  )
}
