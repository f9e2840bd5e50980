import type { DropId, Locator } from '../wire/fields.ts'
import type { DropRow, LinkRow } from './drop-store.ts'

/**
 * What an operator looks at and does. Times are Unix ms, sizes bytes. Nothing listed here opens a drop: no key, no
 * token, no hash of one.
 */

/** A drop in a row of a list. */
export interface ListedDrop
  extends Pick<DropRow, 'id' | 'state' | 'createdAt' | 'sealedLength' | 'heldBytes' | 'quarantinedAt' | 'ticketId'> {
  readonly endedAt: number | null
  readonly links: readonly ListedLink[]
  /** Open ones. */
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
  /** Whether the reporter disclosed the link's code, and it may still open something. */
  readonly hasCode: boolean
  readonly closedAt: number | null
}

/** Which drops are listed. */
export interface DropFilter {
  readonly id?: DropId
  readonly state?: DropRow['state']
  readonly isQuarantined?: true
  /** Those with reports that are open. */
  readonly isReported?: true
}

/** Which reports are listed or closed. */
export interface ReportFilter {
  readonly id?: number
  readonly dropId?: DropId
  readonly isOpen?: true
}

/** Who does something, and why. It is written down with what is done, in the same transaction. */
export interface Act {
  readonly who: string
  readonly reason: string | null
}

/**
 * What `snowdrop admin` does about drops. Lists are bounded by `most`, the newest first. Every method may fail with
 * `unavailable`.
 */
export interface OperatorStore {
  drops(filter: DropFilter, most: number): Promise<readonly ListedDrop[]>
  reports(filter: ReportFilter, most: number): Promise<readonly ReportRow[]>
  /** Holds a live drop back with all its links, those to come too. False where it is not live, or held back already. */
  quarantine(id: DropId, act: Act, now: number): Promise<boolean>
  /** Lets it go as it was; links that were used up meanwhile end now. False where it was not held back. */
  release(id: DropId, act: Act, now: number): Promise<boolean>
  /** Ends a drop or an upload as `removed`, and closes its reports. False where it had ended. */
  remove(id: DropId, act: Act, now: number): Promise<boolean>
  /** Closes reports that are open, and erases what codes they hold; answers how many. */
  closeReports(filter: ReportFilter, act: Act, now: number): Promise<number>
  /** The code that a reporter disclosed; null where none is kept. That somebody read it is written down. */
  readCode(report: number, act: Act, now: number): Promise<string | null>
}

/**
 * Stored bytes that must not be shared again, told by `hash`: the SHA-256 of their first chunk as stored, base64url.
 */
export interface BlockRow {
  readonly id: number
  readonly hash: string
  readonly sealedLength: number
  /** The drop that it was told by; it may be long forgotten. */
  readonly dropId: DropId
  readonly createdAt: number
}

/** Blocked bytes. Every method may fail with `unavailable`. */
export interface BlockStore {
  /** The hashes of those that are just so long. */
  hashesOf(sealedLength: number): Promise<readonly string[]>
  list(most: number): Promise<readonly BlockRow[]>
  /** Null where it is there already. */
  add(block: Omit<BlockRow, 'id' | 'createdAt'>, act: Act, now: number): Promise<BlockRow | null>
  /** False where there is none. */
  remove(id: number, act: Act, now: number): Promise<boolean>
}

/** One thing that an operator did. */
export interface AuditRow extends Act {
  readonly id: number
  readonly at: number
  readonly action: string
  /** What it was done to: a drop's id, or a kind and a number. Never a code or a key. */
  readonly subject: string
}

/**
 * What operators did. Entries are written by the stores that do it, and never changed. Every method may fail with
 * `unavailable`.
 */
export interface AuditStore {
  /** Writes down that an operator looked into a drop by a link of it, which changes nothing. */
  looked(id: DropId, act: Act, now: number): Promise<void>
  list(filter: { readonly subject?: string }, most: number): Promise<readonly AuditRow[]>
  /** Deletes entries from before `before`; answers how many. */
  forget(before: number): Promise<number>
}
