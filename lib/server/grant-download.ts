import { lapseTime, leaseEnd } from '../drop/lease-rules.ts'
import { GRANT_MS, windowParts } from '../drop/limits.ts'
import { addParts } from '../drop/part-set.ts'
import { decodeBase64url } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import { parsePartNumber, parseSealedLength, sealedRange } from '../format/geometry.ts'
import { parseHeader } from '../format/header.ts'
import type { LeaseRow } from '../ports/drop-store.ts'
import type { LeaseId } from '../wire/fields.ts'
import type { DownloadGrantRequest, DownloadGrantResponse, PartsGrant } from '../wire/links.ts'
import { tokenFits } from './bearer.ts'
import type { ServerDeps } from './deps.ts'
import { findLiveLink, type LiveLink } from './look-at-link.ts'

/** The parts of one window that begins at `firstPart`. Errors: `bad-request` beyond the drop. */
export function windowAt(
  total: number,
  { firstPart, parts }: DownloadGrantRequest,
): { firstPart: number; lastPart: number } {
  if (firstPart > total) throw new DropError('bad-request', { subject: 'firstPart', limit: total })
  const wanted = Math.min(parts ?? total, windowParts(total))
  return { firstPart, lastPart: Math.min(total, firstPart + wanted - 1) }
}

/** Signs one ranged GET over a run of whole parts. */
export async function signParts(
  deps: ServerDeps,
  { drop, link }: LiveLink,
  run: { firstPart: number; lastPart: number },
): Promise<PartsGrant> {
  const geometry = parseSealedLength(parseHeader(decodeBase64url(drop.header)), drop.sealedLength)
  const first = sealedRange(geometry, parsePartNumber(run.firstPart, geometry.parts))
  const last = sealedRange(geometry, parsePartNumber(run.lastPart, geometry.parts))
  const range = { offset: first.offset, length: last.offset + last.length - first.offset }
  const until = Math.min(deps.now() + GRANT_MS, link.expiresAt)
  return { ...run, ...range, ...(await deps.blobs.signGet(drop.id, range, until)) }
}

/** The lease behind an id and its token. Errors: `not-found` for either. */
export async function findLease(deps: ServerDeps, id: LeaseId, token: string): Promise<LeaseRow> {
  const lease = await deps.leases.find(id)
  if (lease === null || !(await tokenFits(token, lease.tokenHash))) throw new DropError('not-found')
  return lease
}

/** Grants the next window of a running lease and renews it. Errors: `not-found`, `lease-ended`, the link's end, `bad-request`. */
export async function grantDownload(
  deps: ServerDeps,
  id: LeaseId,
  token: string,
  request: DownloadGrantRequest,
): Promise<DownloadGrantResponse> {
  for (;;) {
    const lease = await findLease(deps, id, token)
    const live = await findLiveLink(deps, lease.locator)
    const now = deps.now()
    if (lease.state !== 'running' || now >= lease.lapsesAt) throw new DropError('lease-ended')
    const run = windowAt(live.drop.parts, request)
    const granted = addParts({ bits: lease.granted, size: lease.grantedParts }, run.firstPart, run.lastPart)
    const lapsesAt = lapseTime(now)
    if (!(await deps.leases.renew(lease, { granted: granted.bits, grantedParts: granted.size, lapsesAt }))) continue
    return { lapsesAt: leaseEnd(lapsesAt, live.link.expiresAt), grant: await signParts(deps, live, run) }
  }
}
