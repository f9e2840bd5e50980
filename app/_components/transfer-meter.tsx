import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { TransferProgress } from '../../lib/client/send-state.ts'
import { percentOf } from './percent.ts'
import { timeLeft } from './time-left.ts'
import styles from './transfer-meter.module.css'

/** How far a transfer is: a real progress element, and the same in numbers. `still` hides speed and time, for a transfer that rests. */
export function TransferMeter({ progress, still = false }: { progress: TransferProgress; still?: boolean }) {
  const percent = percentOf(progress)
  const speed = progress.bytesPerSecond === null ? null : `${formatBytes(progress.bytesPerSecond)}/s`
  const left = progress.secondsLeft === null ? null : timeLeft(progress.secondsLeft)
  return (
    <div className={styles.meter} data-still={still}>
      <p className={styles.numbers}>
        <span className={styles.percent}>
          {percent}
          <span className={styles.sign}>%</span>
        </span>
        <span className={styles.rate}>
          {still ? 'Resting' : [speed, left].filter((part) => part !== null).join(' · ')}
        </span>
      </p>
      <progress className={styles.bar} max={100} value={percent} aria-label="Progress" />
      <p className={styles.bytes}>
        {formatBytes(progress.doneBytes)} of {formatBytes(progress.totalBytes)}
      </p>
    </div>
  )
}
