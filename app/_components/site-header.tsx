import { inSite } from '../../lib/wire/base-path.ts'
import { Emblem } from './emblem.tsx'
import styles from './site-header.module.css'

/** Name and ways. Plain links: leaving a page with a running transfer is then asked for by the browser itself. */
export function SiteHeader() {
  return (
    <header className={styles.header}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <a className={styles.home} href={inSite('/')}>
        <Emblem className={styles.emblem} />
        Snowdrop
      </a>
      <nav className={styles.ways} aria-label="Main">
        <a href={inSite('/d')}>Receive</a>
        <a href={inSite('/sent')}>Sent</a>
        <a href={inSite('/about')}>How it works</a>
      </nav>
    </header>
  )
}
