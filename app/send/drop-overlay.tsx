import styles from './drop-overlay.module.css'

/** Covers the window while something is dragged over it. */
export function DropOverlay({ welcome }: { welcome: boolean }) {
  return (
    <div className={styles.overlay} data-welcome={welcome} aria-hidden="true">
      <p className={styles.words}>{welcome ? 'Let go, and they are in.' : 'Finish this first.'}</p>
    </div>
  )
}
