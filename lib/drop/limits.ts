const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long a lease lives without a new grant, in ms (DESIGN: leases). */
export const LEASE_IDLE_MS = 30 * MINUTE
/** How long a presigned URL may be used to begin a request, in ms. */
export const GRANT_MS = 5 * MINUTE
/** How long an upload may rest without a new grant before it ends, in ms. */
export const UPLOAD_IDLE_MS = 24 * HOUR
/** How long an ended link says why it ended, in ms. */
export const TOMBSTONE_MS = 7 * DAY
/** How long a ticket whose time is over can still be told from one that never was, in ms. */
export const TICKET_KEPT_MS = 30 * DAY
/** Seconds that a drop of this age may still live, of `ageMax`; times in ms. Negative once it is over. */
export function secondsLeft({ createdAt }: { readonly createdAt: number }, ageMax: number, now: number): number {
  return Math.floor((createdAt - now) / SECOND) + ageMax
}
/** How many interrupted downloads a link gives back before further ones count. */
export const MAX_GIVEN_BACK = 3
/** Wrong access tokens a link bears before it answers `too-many-requests`, and before it freezes. */
export const FREE_WRONG_TRIES = 10
export const FREEZE_AT_WRONG_TRIES = 100

/**
 * How many parts one download grant spans: an eighth of the drop, at least 4 and at most 16, so that a drop of up to 8
 * parts counts with its claim.
 */
export function windowParts(totalParts: number): number {
  return Math.min(totalParts, Math.max(4, Math.min(16, Math.ceil(totalParts / 8))))
}

/**
 * How long the next try must wait after `wrongTries` wrong ones, in ms: nothing for ten, then 1 s doubling up to an
 * hour.
 */
export function wrongTryDelay(wrongTries: number): number {
  if (wrongTries < FREE_WRONG_TRIES) return 0
  return Math.min(HOUR, SECOND * 2 ** Math.min(20, wrongTries - FREE_WRONG_TRIES))
}

/** How many links a drop may have had beside those that may live at a time: its sender reads of all of them. */
export const MAX_FORMER_LINKS = 200
/**
 * How many reports about one drop may be open at a time: with words of at most 1,000 characters they take less room
 * than the smallest drop does.
 */
export const MAX_OPEN_REPORTS = 20
/** How long it is remembered what operators did, in ms. */
export const AUDIT_MS = 365 * DAY
