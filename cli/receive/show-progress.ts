import { advanceRate, progressOf, startRate } from '../../lib/client/transfer-rate.ts'
import type { Download } from './download.ts'

/** Shows how far a download is that begins with `begun` of `total` bytes, each time it hears how many there are. */
export function showProgress(
  { connection, terminal }: Download,
  begun: number,
  total: number,
): (doneBytes: number) => void {
  let rate = startRate(connection.now(), begun)
  return (doneBytes) => {
    rate = advanceRate(rate, connection.now(), doneBytes, total)
    terminal.progress(progressOf(rate, doneBytes, total))
  }
}
