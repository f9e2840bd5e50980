import { inSite } from '../../lib/wire/base-path.ts'
import styles from './site-footer.module.css'

/** The ground under every page. */
export function SiteFooter() {
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <p>No account, no cookie, no address kept. The key stays in the link.</p>
        <ul>
          <li>
            <a href={inSite('/about')}>How it works</a>
          </li>
          <li>
            <a href="https://github.com/snowdrop/snowdrop" rel="noreferrer">
              Source
            </a>
          </li>
        </ul>
      </div>
    </footer>
  )
}
