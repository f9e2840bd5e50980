import { lapseTime, leaseEnd } from '../drop/lease-rules.ts'
import { GRANT_MS } from '../drop/limits.ts'
import { addParts, emptyPartSet } from '../drop/part-set.ts'
import { DropError } from '../format/drop-error.ts'
import type { ByteMeter } from '../ports/client-limiter.ts'
import type { LeaseRow } from '../ports/drop-store.ts'
import type { Locator } from '../wire/fields.ts'
import type { ClaimRequest, LeaseResponse } from '../wire/links.ts'
import type { ServerDeps } from './deps.ts'
import { findRunning, grantSeen, signParts, windowAt } from './grant-download.ts'
import { findLiveLink, type LiveLink } from './look-at-link.ts'
import { findAccessibleLink } from './open-link.ts'
import { withBytes } from './with-bytes.ts'

/** Why no place could be taken, on a fresh look. */
async function refuse(deps: ServerDeps, locator: Locator): Promise<never> {
  const { link } = await findLiveLink(deps, locator)
  const at = await deps.leases.firstLapse(locator)
  throw new DropError(
    link.placesLeft > 0 ? 'unavailable' : 'held',
    at === null ? {} : { at: leaseEnd(at, link.expiresAt) },
  )
}

/** The lease that a retried claim made before. Errors: `not-found` where it is somebody else's. */
async function findClaimed(deps: ServerDeps, locator: Locator, { id, tokenHash }: ClaimRequest): Promise<LeaseRow> {
  const lease = await deps.leases.find(id)
  if (lease === null || lease.tokenHash !== tokenHash || lease.locator !== locator) throw new DropError('not-found')
  return lease
}

/**
 * What a retried claim answers: for five minutes the same window until the same time, which gives nobody more than
 * there was; from then on it is granted again.
 */
async function answerAgain(
  deps: ServerDeps,
  { link, drop }: LiveLink,
  request: ClaimRequest,
  meter: ByteMeter,
): Promise<LeaseResponse> {
  for (;;) {
    const lease = await findClaimed(deps, link.locator, request)
    const { live, now } = await findRunning(deps, lease)
    const latest = lease.claimedAt + GRANT_MS
    const run = windowAt(drop.parts, { firstPart: 1 })
    if (now < latest) {
      const grant = await signParts(deps, live, run, latest)
      return { id: lease.id, lapsesAt: leaseEnd(lease.lapsesAt, live.link.expiresAt), grant }
    }
    const again = await grantSeen(deps, lease, { firstPart: 1 }, meter)
    if (again !== null) return { id: lease.id, ...again }
  }
}

/**
 * Claims a download: takes one place in one conditional update, with its first window already granted. The same id and
 * token again find the same lease. It counts whole with its client, so that no download is refused in the middle.
 * Errors: `too-many-bytes`, `held` (with when a place may come free), `lease-ended`, and those of `findAccessibleLink`.
 */
export async function claimLease(
  deps: ServerDeps,
  locator: Locator,
  access: string,
  request: ClaimRequest,
  meter: ByteMeter = null,
): Promise<LeaseResponse> {
  const live = await findAccessibleLink(deps, locator, access)
  const now = deps.now()
  const run = windowAt(live.drop.parts, { firstPart: 1 })
  const granted = addParts(emptyPartSet(live.drop.parts), run.firstPart, run.lastPart)
  const { id, tokenHash } = request
  const lapsesAt = lapseTime(now)
  const lease = { id, tokenHash, locator, granted: granted.bits, grantedParts: granted.size, lapsesAt }
  const outcome = await withBytes(
    // What is claimed already was counted then.
    meter !== null && (await deps.leases.find(id)) === null ? meter : null,
    live.drop.sealedLength,
    () => deps.leases.claim(lease, now),
    (each) => each === 'claimed',
  )
  if (outcome === 'claimed')
    return { id, lapsesAt: leaseEnd(lapsesAt, live.link.expiresAt), grant: await signParts(deps, live, run) }
  // A retry after the last place was taken by its own first try must find that lease.
  if (outcome === 'refused' && (await deps.leases.find(id)) === null) return refuse(deps, locator)
  return answerAgain(deps, live, request, meter)
}
