import { countDownloads } from '../../lib/client/amounts.ts'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { OpenedDrop } from '../../lib/client/receive-state.ts'
import { moment } from '../_components/moment.ts'
import styles from './drop-facts.module.css'

/** `Shows it once`, `Shows it 5 times more`. */
function readings({ placesLeft, maxDownloads }: OpenedDrop): string {
  if (placesLeft === 1) return maxDownloads === 1 ? 'Shows it once' : 'Shows it once more'
  return `Shows it ${placesLeft.toLocaleString('en')} times${placesLeft === maxDownloads ? '' : ' more'}`
}

function places(drop: OpenedDrop): string {
  if (drop.lease !== null) return 'This download is yours'
  if (drop.placesLeft === 0) return 'No download free'
  return drop.kind === 'files' ? `${countDownloads(drop.placesLeft)} left` : readings(drop)
}

/** How large it is, how often it can still be taken, and until when. */
export function DropFacts({ drop }: { drop: OpenedDrop }) {
  return (
    <ul className={styles.facts}>
      {drop.kind !== 'redirect' && <li>{formatBytes(drop.totalBytes)}</li>}
      <li>{places(drop)}</li>
      <li>Until {moment(drop.expiresAt)}</li>
    </ul>
  )
}
