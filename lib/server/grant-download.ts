import { lapseTime, leaseEnd } from '../drop/lease-rules.ts'
import { GRANT_MS, windowParts } from '../drop/limits.ts'
import { addParts, hasPart } from '../drop/part-set.ts'
import { decodeBase64url } from '../format/bytes.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { type Geometry, parsePartNumber, parseSealedLength, sealedRange } from '../format/geometry.ts'
import { parseHeader } from '../format/header.ts'
import type { ByteMeter } from '../ports/client-limiter.ts'
import type { LeaseRow } from '../ports/drop-store.ts'
import type { LeaseId } from '../wire/fields.ts'
import type { DownloadGrantRequest, DownloadGrantResponse, PartsGrant } from '../wire/links.ts'
import { tokenFits } from './bearer.ts'
import type { ServerDeps } from './deps.ts'
import { findLiveLink, type LiveLink } from './look-at-link.ts'
import { withBytes } from './with-bytes.ts'

/** The parts of one window that begins at `firstPart`. Errors: `bad-request` beyond the drop. */
export function windowAt(
  total: number,
  { firstPart, parts }: DownloadGrantRequest,
): { firstPart: number; lastPart: number } {
  if (firstPart > total) throw new DropError('bad-request', { subject: 'firstPart', limit: total })
  const wanted = Math.min(parts ?? total, windowParts(total))
  return { firstPart, lastPart: Math.min(total, firstPart + wanted - 1) }
}

function geometryOf({ header, sealedLength }: LiveLink['drop']): Geometry {
  return parseSealedLength(parseHeader(decodeBase64url(header)), sealedLength)
}

/** Signs one ranged GET over a run of whole parts, for five minutes or until then (Unix ms). */
export async function signParts(
  deps: ServerDeps,
  { drop, link }: LiveLink,
  run: { firstPart: number; lastPart: number },
  latest = Infinity,
): Promise<PartsGrant> {
  const geometry = geometryOf(drop)
  const first = sealedRange(geometry, parsePartNumber(run.firstPart, geometry.parts))
  const last = sealedRange(geometry, parsePartNumber(run.lastPart, geometry.parts))
  const range = { offset: first.offset, length: last.offset + last.length - first.offset }
  const until = Math.min(deps.now() + GRANT_MS, link.expiresAt, latest)
  return { ...run, ...range, ...(await deps.blobs.signGet(drop.id, range, until)) }
}

/** The lease behind an id and its token. Errors: `not-found` for either. */
export async function findLease(deps: ServerDeps, id: LeaseId, token: string): Promise<LeaseRow> {
  const lease = await deps.leases.find(id)
  if (lease === null || !(await tokenFits(token, lease.tokenHash))) throw new DropError('not-found')
  return lease
}

/** The live link of a running lease. Errors: `lease-ended`, the link's end, `quarantined`. */
export async function findRunning(deps: ServerDeps, lease: LeaseRow): Promise<{ live: LiveLink; now: number }> {
  const live = await findLiveLink(deps, lease.locator)
  const now = deps.now()
  if (lease.state !== 'running' || now >= lease.lapsesAt) throw new DropError('lease-ended')
  return { live, now }
}

/** Stored bytes of a run that a lease was granted before. */
function bytesAgain(drop: LiveLink['drop'], { granted }: LeaseRow, run: { firstPart: number; lastPart: number }) {
  const geometry = geometryOf(drop)
  let bytes = 0
  for (let part = run.firstPart; part <= run.lastPart; part += 1)
    if (hasPart(granted, part)) bytes += sealedRange(geometry, parsePartNumber(part, geometry.parts)).length
  return bytes
}

/** As `grantDownload`, for a lease as it was seen; `null` where it has changed since. */
export async function grantSeen(
  deps: ServerDeps,
  lease: LeaseRow,
  request: DownloadGrantRequest,
  meter: ByteMeter,
): Promise<DownloadGrantResponse | null> {
  const { live, now } = await findRunning(deps, lease)
  const run = windowAt(live.drop.parts, request)
  const granted = addParts({ bits: lease.granted, size: lease.grantedParts }, run.firstPart, run.lastPart)
  const lapsesAt = lapseTime(now)
  const isRenewed = await withBytes(
    meter,
    bytesAgain(live.drop, lease, run),
    () => deps.leases.renew(lease, { granted: granted.bits, grantedParts: granted.size, lapsesAt }),
    (renewed) => renewed,
  ).catch((error: unknown) => {
    throw isDropError(error, 'too-many-bytes') ? new DropError(error.code, { ...error.facts, subject: 'again' }) : error
  })
  if (!isRenewed) return null
  return { lapsesAt: leaseEnd(lapsesAt, live.link.expiresAt), grant: await signParts(deps, live, run) }
}

/**
 * Grants a window of a running lease and renews it. A download counted whole with its client when it was claimed; parts
 * that are granted again count again.
 * Errors: `not-found`, `lease-ended`, the link's end, `quarantined`, `bad-request`, `too-many-bytes` (`again`).
 */
export async function grantDownload(
  deps: ServerDeps,
  id: LeaseId,
  token: string,
  request: DownloadGrantRequest,
  meter: ByteMeter = null,
): Promise<DownloadGrantResponse> {
  for (;;) {
    const answer = await grantSeen(deps, await findLease(deps, id, token), request, meter)
    if (answer !== null) return answer
  }
}
