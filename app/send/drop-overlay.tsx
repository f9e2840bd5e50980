import { useTranslations } from 'next-intl'
import styles from './drop-overlay.module.css'

/** Covers the window while something is dragged over it. */
export function DropOverlay({ welcome }: { welcome: boolean }) {
  const t = useTranslations('send')
  return (
    <div className={styles.overlay} data-welcome={welcome} aria-hidden="true">
      <p className={styles.words}>{welcome ? t('overlay.welcome') : t('overlay.busy')}</p>
    </div>
  )
}
