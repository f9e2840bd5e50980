import type { LeaseId, Locator } from '../wire/fields.ts'
import type { BearerToken } from './drop-api.ts'

/**
 * A claimed download as its receiver's device remembers it. It opens nothing: neither the link's secret nor any key is
 * in it.
 */
export interface KeptLease {
  readonly locator: Locator
  readonly id: LeaseId
  readonly token: BearerToken
  /** Unix ms, as last told by the server. */
  readonly lapsesAt: number
  /** Indices of the files that were received whole, ascending. */
  readonly taken: readonly number[]
  /** What was begun and is kept on this device as it comes, also once the lease has lapsed; `null` for nothing. */
  readonly unfinished: 'all' | readonly number[] | null
}

/**
 * The leases of this device, at most one for each link. Every method may fail with `save-failed` where the device keeps
 * nothing.
 */
export interface LeaseStore {
  /**
   * Reads, changes and writes one link's lease in one transaction; `null` in for none, `null` out to forget it. Answers
   * what is kept now.
   */
  change(locator: Locator, change: (kept: KeptLease | null) => KeptLease | null): Promise<KeptLease | null>
  /** Forgets what lapsed before `now` (Unix ms) and answers the rest. */
  running(now: number): Promise<readonly KeptLease[]>
}
