import type { DropId } from '../wire/fields.ts'

/** Which of this browser's tabs is at an upload that is kept: one at a time. A tab that is gone is at none. */
export interface UploadLocks {
  /**
   * Takes an upload for this tab, until the answered function is called. `null` where a tab is at it already, or where
   * the browser has no locks.
   */
  take(id: DropId): Promise<(() => void) | null>
  /** Those at which any tab is, this one too. */
  taken(): Promise<ReadonlySet<DropId>>
}
