import { GRANT_MS, secondsLeft } from '../drop/limits.ts'
import { MAX_PARTS } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import { measurePayload, paddedLength } from '../format/geometry.ts'
import type { BlobUpload } from '../ports/blob-store.ts'
import type { ByteMeter } from '../ports/client-limiter.ts'
import type { DropRow } from '../ports/drop-store.ts'
import { MAX_PARTS_PER_UPLOAD_GRANT, type UploadGrantRequest, type UploadGrantResponse } from '../wire/drops.ts'
import type { DropId } from '../wire/fields.ts'
import { findOwnedDrop } from './bearer.ts'
import type { ServerDeps } from './deps.ts'
import { readHeader } from './read-header.ts'
import { refuseMore } from './tickets.ts'
import { withBytes } from './with-bytes.ts'

/** Storage's upload of a drop that is still uploading. Errors: `upload-ended`. */
export function uploadOf(drop: DropRow): BlobUpload {
  if (drop.state !== 'uploading' || drop.uploadId === null) throw new DropError('upload-ended')
  return { key: drop.id, uploadId: drop.uploadId }
}

/**
 * Ends an upload that is so old that nothing could come of it: not even the shortest link. Errors: `upload-ended` then.
 */
async function refuseAged({ drops, limits, now, nudge }: ServerDeps, drop: DropRow): Promise<void> {
  if (secondsLeft(drop, limits.ageMax, now()) >= limits.expiry.min) return
  await drops.end(drop.id, 'expired', now())
  nudge()
  throw new DropError('upload-ended')
}

/**
 * Checks the parts and answers how long the payload may be with them: parts before them may be as long as a part can
 * be, so whatever comes in whatever order, storage never holds more. None may lie further behind what is held than one
 * request reaches: a small part far off would hold all that is left out before it, so that a few requests could hold
 * everything. Errors: `bad-request`, `too-large`.
 */
function measureParts(deps: ServerDeps, drop: DropRow, { parts }: UploadGrantRequest): number {
  const header = readHeader(drop.header)
  // What these parts can hold at all, where the instance allows more.
  const holds = MAX_PARTS * header.chunksPerPart * 2 ** header.log2Chunk
  const most = measurePayload(header, Math.min(holds, paddedLength(deps.limits.maxDropBytes)))
  const reach = Math.ceil(drop.heldBytes / most.sealedPartBytes) + MAX_PARTS_PER_UPLOAD_GRANT
  const ends = parts.map(({ number, length }) => {
    if (length === 0 || length > most.sealedPartBytes) throw new DropError('bad-request', { subject: 'parts.length' })
    return (number - 1) * most.sealedPartBytes + length
  })
  const end = Math.max(...ends)
  if (end > most.sealedLength) throw new DropError('too-large', { limit: deps.limits.maxDropBytes })
  if (end > reach * most.sealedPartBytes) throw new DropError('bad-request', { subject: 'parts.number', limit: reach })
  return end
}

type Refusal = Exclude<Awaited<ReturnType<ServerDeps['drops']['hold']>>, 'held'>

async function refuse(deps: ServerDeps, { ticketId }: DropRow, why: Refusal): Promise<never> {
  if ((why === 'used-up' || why === 'ended') && ticketId !== null) return refuseMore(deps, ticketId, why)
  throw new DropError(why === 'full' ? 'storage-full' : 'upload-ended')
}

/**
 * Signs the PUTs of parts of an upload, holds storage for them, and renews the upload. Errors: those of `grantUpload`,
 * but for `not-found`.
 */
export async function grantParts(
  deps: ServerDeps,
  drop: DropRow,
  request: UploadGrantRequest,
  meter: ByteMeter,
): Promise<UploadGrantResponse> {
  const upload = uploadOf(drop)
  await refuseAged(deps, drop)
  const bytes = measureParts(deps, drop, request)
  const outcome = await withBytes(
    meter,
    // What was granted before was counted then.
    bytes - drop.heldBytes,
    () => deps.drops.hold(drop, bytes, deps.limits.storageMax, deps.now()),
    (each) => each === 'held',
  )
  if (outcome !== 'held') await refuse(deps, drop, outcome)
  const expiresAt = deps.now() + GRANT_MS
  const sign = async (part: { number: number; length: number }) => ({
    number: part.number,
    ...(await deps.blobs.signPut(upload, part, expiresAt)),
  })
  return { grants: await Promise.all(request.parts.map(sign)), expiresAt }
}

/**
 * Grants parts to the owner of a drop. Errors: `too-many-bytes`, `not-found`, `upload-ended`, `too-large`,
 * `storage-full`, `bad-request`, `ticket-used-up`, `ticket-ended`.
 */
export async function grantUpload(
  deps: ServerDeps,
  id: DropId,
  owner: string,
  request: UploadGrantRequest,
  meter: ByteMeter = null,
): Promise<UploadGrantResponse> {
  return grantParts(deps, await findOwnedDrop(deps, id, owner), request, meter)
}
