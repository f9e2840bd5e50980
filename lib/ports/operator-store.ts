import type { DropId, Locator } from '../wire/fields.ts'
import type { DropRow, LinkRow } from './drop-store.ts'

/** What an operator looks at. Times are Unix ms, sizes bytes. Nothing here opens a drop: no key, no token, no hash of one. */

/** A drop in a row of a list. */
export interface ListedDrop extends Pick<DropRow, 'id' | 'state' | 'createdAt' | 'sealedLength' | 'heldBytes'> {
  readonly endedAt: number | null
  readonly links: readonly ListedLink[]
  readonly reports: number
}

/** A link as an operator sees it. */
export type ListedLink = Pick<
  LinkRow,
  'locator' | 'maxDownloads' | 'counted' | 'running' | 'createdAt' | 'expiresAt' | 'endedAt' | 'endReason'
>

/** A report as it was made. */
export interface ReportRow {
  readonly id: number
  readonly dropId: DropId
  readonly locator: Locator
  readonly at: number
  readonly reason: string
  readonly words: string
  /** Whether the reporter disclosed the link's code. */
  readonly hasCode: boolean
}

/** Which drops are listed. */
export interface DropFilter {
  readonly state?: DropRow['state']
  readonly isReported?: boolean
}

/** What `snowdrop admin` asks. Lists are bounded by `most`, the newest first. Every method may fail with `unavailable`. */
export interface OperatorStore {
  drops(filter: DropFilter, most: number): Promise<readonly ListedDrop[]>
  reports(most: number): Promise<readonly ReportRow[]>
}
