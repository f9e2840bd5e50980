import type { LeaseVerdict } from '../drop/lease-rules.ts'
import type { Bytes } from '../format/bytes.ts'
import type { EndReason, Receipt } from '../wire/drops.ts'
import type { DropId, LeaseId, Locator, TokenHash } from '../wire/fields.ts'

/**
 * Times in this file are Unix ms; keys, salts and hashes are base64url as on the wire. A store holds facts and keeps no
 * rules.
 */

/** A drop as the database holds it. */
export interface DropRow {
  readonly id: DropId
  readonly state: 'uploading' | 'live' | 'ended'
  readonly ownerHash: TokenHash
  readonly header: string
  readonly uploadId: string | null
  readonly createdAt: number
  /** Bytes as stored; set when it goes live, with `parts`. */
  readonly sealedLength: number | null
  readonly parts: number | null
  /** Bytes of storage that it may have taken; only grows while it uploads. */
  readonly heldBytes: number
  /** The ticket it came in by. */
  readonly ticketId: number | null
  /** Since when the operator holds it back; its links say the same. */
  readonly quarantinedAt: number | null
}

/** A link as the database holds it. Salt, wrapped key and hint are erased at its end. */
export interface LinkRow {
  readonly locator: Locator
  readonly dropId: DropId
  readonly salt: string | null
  readonly wrappedKey: string | null
  readonly hint: string | null
  readonly accessHash: TokenHash
  readonly maxDownloads: number
  readonly counted: number
  readonly running: number
  readonly placesLeft: number
  readonly givenBack: number
  /** Parts that were granted to downloads which it gave back; `null` for none. */
  readonly givenBackParts: Bytes | null
  readonly wrongTries: number
  readonly retryAt: number | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly endedAt: number | null
  readonly endReason: EndReason | null
  readonly quarantinedAt: number | null
}

/** What a new link starts with. */
export interface NewLinkRow {
  readonly locator: Locator
  readonly salt: string
  readonly wrappedKey: string
  readonly hint: string | null
  readonly accessHash: TokenHash
  readonly maxDownloads: number
  readonly expiresAt: number
}

/** What makes an upload a drop. */
export interface SealedDrop {
  readonly sealedLength: number
  readonly parts: number
  readonly commitment: string
  readonly manifest: Bytes
}

/** A lease as the database holds it. */
export interface LeaseRow {
  readonly id: LeaseId
  readonly locator: Locator
  readonly tokenHash: TokenHash
  readonly state: 'running' | 'counted' | 'given-back' | 'ended'
  readonly granted: Bytes
  readonly grantedParts: number
  readonly claimedAt: number
  readonly lapsesAt: number
}

/** Drops and how they begin, go live and end. Every method may fail with `unavailable`. */
export interface DropStore {
  /**
   * Inserts the drop, taking one of its ticket in the same transaction, or finds the one that has this id. `null` where
   * the ticket gives none (any more): nothing changes.
   */
  begin(drop: Pick<DropRow, 'id' | 'ownerHash' | 'header' | 'ticketId'>, now: number): Promise<DropRow | null>
  find(id: DropId): Promise<DropRow | null>
  /** Notes storage's upload where none is noted yet, and answers the one that is. */
  setUpload(id: DropId, uploadId: string): Promise<string | null>
  /**
   * Renews an unfinished upload, and holds storage for `bytes` in all where it held less, in one transaction: of many,
   * none passes `cap`, which is for all drops together (null is none), and none what its ticket has left. `full` and
   * `used-up` hold nothing more, as does `ended`, where the operator ended the ticket; `over` is a drop that is no
   * longer uploading.
   */
  hold(
    seen: Pick<DropRow, 'id' | 'heldBytes'>,
    bytes: number,
    cap: number | null,
    now: number,
  ): Promise<'held' | 'full' | 'used-up' | 'ended' | 'over'>
  /**
   * Makes an uploading drop live with its first link, holding and having taken of its ticket just its length, in one
   * transaction. False where it is no longer uploading, or the locator is taken.
   */
  goLive(id: DropId, sealed: SealedDrop, link: NewLinkRow, now: number): Promise<boolean>
  /** The sealed manifest and commitment of a live drop. */
  contents(id: DropId): Promise<Pick<SealedDrop, 'commitment' | 'manifest'> | null>
  /**
   * Ends the drop with all its links and leases: keys erased, deletion written, an unfinished upload given back to its
   * ticket, in one transaction. False where it had ended.
   */
  end(id: DropId, reason: EndReason, now: number): Promise<boolean>
}

/** Links of drops. Every method may fail with `unavailable`. */
export interface LinkStore {
  /**
   * Adds a link to a live drop of which fewer than `living` links live, and which has fewer than `inAll` with those
   * that ended, in one transaction. Else changes nothing: `taken` is the locator, `full` is for now, `spent` for good,
   * `over` the drop.
   */
  add(
    dropId: DropId,
    link: NewLinkRow,
    most: { readonly living: number; readonly inAll: number },
    now: number,
  ): Promise<'added' | 'taken' | 'full' | 'spent' | 'over'>
  find(locator: Locator): Promise<{ link: LinkRow; drop: DropRow } | null>
  /** All links of a drop, or the one named, with their receipts, oldest first. */
  ofDrop(dropId: DropId, only?: Locator): Promise<readonly { link: LinkRow; receipts: readonly Receipt[] }[]>
  /**
   * Changes a live link where it still is as `seen`; ends it as `used-up` where every download it allows was counted by
   * then, in one transaction.
   */
  change(
    seen: LinkRow,
    change: Partial<Pick<LinkRow, 'expiresAt' | 'maxDownloads' | 'placesLeft' | 'wrongTries' | 'retryAt'>>,
    now: number,
  ): Promise<boolean>
  /**
   * Ends one link with its leases; where it is the drop's last, ends the drop too, in one transaction. False where it
   * had ended, or is to end as `expired` and has time left.
   */
  end(locator: Locator, reason: EndReason, now: number): Promise<boolean>
  /** As `end` for many links, as `expired`, all in one transaction. Answers how many ended. */
  endExpired(locators: readonly Locator[], now: number): Promise<number>
}

/** What happened to links, for their senders and for the operator. Every method may fail with `unavailable`. */
export interface EventStore {
  note(locator: Locator, event: Receipt['event'], now: number): Promise<void>
  /** When this event was last noted. */
  lastNoted(locator: Locator, event: Receipt['event']): Promise<number | null>
  /**
   * Keeps a report where the drop has fewer than `most` that are open, in one transaction. A link that has ended opens
   * nothing any more, and its code is not kept.
   */
  report(report: NewReport, most: number, now: number): Promise<'kept' | 'full' | 'unknown'>
}

/** A report of abuse. */
export interface NewReport {
  readonly locator: Locator
  readonly reason: string
  readonly words: string
  /** 24 characters, where the reporter disclosed it. */
  readonly code: string | null
}

/** Leases and what they do to their links. Every method may fail with `unavailable`. */
export interface LeaseStore {
  /**
   * Takes one place of a live, unexpired link out of quarantine that has one left, in one conditional update, and
   * inserts the lease. Else changes nothing.
   */
  claim(lease: Omit<LeaseRow, 'state' | 'claimedAt'>, now: number): Promise<'claimed' | 'refused' | 'exists'>
  find(id: LeaseId): Promise<LeaseRow | null>
  /** When the first running lease of a link lapses. */
  firstLapse(locator: Locator): Promise<number | null>
  /** Notes a grant where the lease still runs as `seen`, out of quarantine. */
  renew(seen: LeaseRow, next: Pick<LeaseRow, 'granted' | 'grantedParts' | 'lapsesAt'>): Promise<boolean>
  /**
   * Ends a lease that still runs as `seen`, neither granted more nor renewed, on a link that still has given back as
   * many as `givenBack`, and notes what it gave back by then; ends the link as `used-up` where its last place was
   * counted, unless in quarantine: then its release does.
   */
  settle(seen: LeaseRow, judged: LeaseVerdict, link: { givenBack: number }, now: number): Promise<boolean>
}

/** Bytes that have to go. */
export interface DeletionRow {
  readonly dropId: string
  readonly createdAt: number
  readonly attempts: number
}

/** What the reaper works off. Every list is bounded by `most`. Every method may fail with `unavailable`. */
export interface DueStore {
  expiredLinks(now: number, most: number): Promise<readonly Locator[]>
  lapsedLeases(now: number, most: number): Promise<readonly LeaseId[]>
  /** Uploads that rested since `before`. */
  idleUploads(before: number, most: number): Promise<readonly DropId[]>
  /** Ends an upload that rested since `before`; false where it did not, or is none any more. */
  endUpload(id: DropId, before: number, now: number): Promise<boolean>
  /**
   * Takes deletions that are due at `now`, or only after `latest`, and makes them due again at `until`, so that nobody
   * else takes them before.
   */
  takeDeletions(times: { now: number; latest: number; until: number }, most: number): Promise<readonly DeletionRow[]>
  /**
   * Closes deletions (`dueAt` null), giving back what their drops held of storage, in one transaction; or puts them
   * off. Answers those that were open: others another replica has closed.
   */
  closeDeletions(dropIds: readonly string[], dueAt: number | null): Promise<readonly string[]>
  /** Forgets drops that ended before `before` and whose bytes are gone; answers how many. */
  forget(before: number, most: number): Promise<number>
}

/** What a database leaves behind of what was erased. */
export interface TraceStore {
  /**
   * Makes what was erased so far unreadable in the database's own files too, as far as that is in our hands. May fail
   * with `unavailable`.
   */
  wipe(now: number): Promise<void>
}

/** What the sweep and the metrics ask beside. */
export interface CensusStore {
  /** Which of these storage keys belong to drops that have not ended. */
  known(keys: readonly string[]): Promise<ReadonlySet<string>>
  /** Whether bytes of an ended drop may still be in storage. */
  isDeleting(id: DropId): Promise<boolean>
  /** All drops after `after`, by id; `lastActiveAt` is when something of it was begun, completed or ended (Unix ms). */
  drops(after: string, most: number): Promise<readonly { id: DropId; isLive: boolean; lastActiveAt: number }[]>
  /**
   * Bytes of storage that all drops hold: live ones, uploads as far as they were granted, and ended ones that wait for
   * their deletion.
   */
  heldBytes(): Promise<number>
  /** Rows by kind, and the oldest deletion that is still open (Unix ms). */
  count(): Promise<{
    uploading: number
    live: number
    leases: number
    deletions: number
    /** Open ones. */
    reports: number
    oldestDeletion: number | null
  }>
}
