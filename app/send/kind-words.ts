import { countFiles } from '../../lib/client/amounts.ts'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { DropKind } from '../../lib/client/send-state.ts'

/** What is in a drop: `3 files, 4 MB`, `A note`, `An address`. */
export function contentsOf(kind: DropKind, files: number, totalBytes: number): string {
  if (kind === 'note') return 'A note'
  if (kind === 'redirect') return 'An address'
  return `${countFiles(files)}, ${formatBytes(totalBytes)}`
}
