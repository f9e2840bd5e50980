import type { TransferProgress } from '../../lib/client/send/send-state.ts'

/** How far a transfer is in whole percent, rounded down: 100 means all of it, as of nothing. */
export function percentOf({ doneBytes, totalBytes }: TransferProgress): number {
  if (totalBytes <= 0) return 100
  return Math.min(100, Math.floor((100 * doneBytes) / totalBytes))
}
