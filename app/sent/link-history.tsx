import type { OwnedLink } from '../../lib/wire/drops.ts'
import styles from './link-history.module.css'
import { history } from './link-words.ts'

/** What happened to a link, the newest first. */
export function LinkHistory({ receipts }: { receipts: OwnedLink['receipts'] }) {
  const lines = history(receipts)
  return (
    <div>
      <h4 className={styles.title}>What happened</h4>
      {lines.length === 0 && <p className={styles.line}>Nothing yet.</p>}
      <ol>
        {lines.map(({ words, when }) => (
          <li key={`${words} ${when}`} className={styles.line}>
            <span>{words}</span>
            <span className={styles.when}>{when}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
