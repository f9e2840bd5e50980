import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { TransferProgress } from '../../lib/client/send-state.ts'
import { percentOf } from './percent.ts'
import { timeLeft } from './time-left.ts'
import styles from './transfer-meter.module.css'

/** Speed and time left, while there is something left. */
function rateOf({ doneBytes, totalBytes, bytesPerSecond, secondsLeft }: TransferProgress): string {
  if (doneBytes >= totalBytes) return ''
  const speed = bytesPerSecond === null ? null : `${formatBytes(bytesPerSecond)}/s`
  const left = secondsLeft === null ? null : timeLeft(secondsLeft)
  return [speed, left].filter((part) => part !== null).join(' · ')
}

/** How far a transfer is: a real progress element, and the same in numbers. `still` hides speed and time, for a transfer that rests. */
export function TransferMeter({ progress, still = false }: { progress: TransferProgress; still?: boolean }) {
  const percent = percentOf(progress)
  const rate = still ? 'Resting' : rateOf(progress)
  return (
    <div className={styles.meter} data-still={still}>
      <p className={styles.numbers}>
        <span className={styles.percent}>
          {percent}
          <span className={styles.sign}>%</span>
        </span>
        <span className={styles.rate}>{rate}</span>
      </p>
      <progress className={styles.bar} max={100} value={percent} aria-label="Progress" />
      <p className={styles.bytes}>
        {formatBytes(progress.doneBytes)} of {formatBytes(progress.totalBytes)}
      </p>
    </div>
  )
}
