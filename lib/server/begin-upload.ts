import { DropError, isDropError } from '../format/drop-error.ts'
import { chooseHeader, paddedLength } from '../format/geometry.ts'
import type { ByteMeter } from '../ports/client-limiter.ts'
import type { DropRow } from '../ports/drop-store.ts'
import type { BeginRequest, BeginResponse, UploadGrantResponse } from '../wire/drops.ts'
import type { ServerDeps } from './deps.ts'
import { grantParts } from './grant-upload.ts'
import { readHeader } from './read-header.ts'
import { findUsable } from './tickets.ts'

/**
 * Tells a new drop early that there is no room for it. Holds nothing: the grants do, exactly. Errors: `storage-full`.
 */
async function checkRoom({ drops, census, limits }: ServerDeps, { id, lengthBound }: BeginRequest): Promise<void> {
  if (limits.storageMax === null) return
  const full = (await census.heldBytes()) + (lengthBound ?? 1) > limits.storageMax
  if (full && (await drops.find(id)) === null) throw new DropError('storage-full')
}

/**
 * The ticket that a new drop needs; `null` for none.
 * Errors: `uploads-closed`, `ticket-needed`, `ticket-wrong`, `ticket-ended`, `ticket-used-up`.
 */
async function admit(deps: ServerDeps, { ticket }: BeginRequest): Promise<number | null> {
  const { uploads } = deps.limits
  if (uploads === 'open') return null
  if (uploads === 'closed') throw new DropError('uploads-closed')
  if (ticket === undefined) throw new DropError('ticket-needed')
  return (await findUsable(deps, ticket)).id
}

/** Inserts the row, or finds the one of before. Errors: `storage-full`, those of `admit`. */
async function beginRow(deps: ServerDeps, request: BeginRequest): Promise<DropRow> {
  const { id, ownerHash, header } = request
  // One that was begun before needs nothing: it goes on, whatever the operator has set since. One that is forgotten
  // from here on is not begun anew without a ticket.
  const before = deps.limits.uploads === 'open' ? null : await deps.drops.find(id)
  if (before !== null) return before
  const ticketId = await admit(deps, request)
  await checkRoom(deps, request)
  const drop = await deps.drops.begin({ id, ownerHash, header, ticketId }, deps.now())
  if (drop !== null) return drop
  // Others took what was left of the ticket in between, or it ended.
  await admit(deps, request)
  throw new DropError('unavailable')
}

/**
 * What a new drop's first parts need; nothing where it cannot be had: the drop is begun all the same, and whoever asks
 * for grants hears why.
 */
async function firstGrants(
  deps: ServerDeps,
  drop: DropRow,
  { parts }: BeginRequest,
  meter: ByteMeter,
): Promise<UploadGrantResponse | undefined> {
  if (parts === undefined) return undefined
  try {
    return await grantParts(deps, drop, { parts }, meter)
  } catch (error) {
    if (isDropError(error)) return undefined
    throw error
  }
}

/**
 * Begins a drop: the row first, then the upload in storage, so that storage never holds what no row knows for longer
 * than the sweep takes. Sent again with the same id and owner it goes on where it was; parts are granted only to the
 * request that opens the upload, as for others the owner's token has to be shown. Errors: `header-invalid`,
 * `too-large`, `not-found` for an id that is taken, `storage-full`, `upload-ended`, and those of `admit`.
 */
export async function beginUpload(
  deps: ServerDeps,
  request: BeginRequest,
  meter: ByteMeter = null,
): Promise<BeginResponse> {
  const { maxDropBytes } = deps.limits
  // Larger parts than the largest drop needs would only promise room on the disk to bytes that need not come.
  if (readHeader(request.header).chunksPerPart > chooseHeader(maxDropBytes).chunksPerPart)
    throw new DropError('header-invalid')
  if (request.lengthBound !== null && request.lengthBound > paddedLength(maxDropBytes))
    throw new DropError('too-large', { limit: maxDropBytes })
  const { id, ownerHash, header } = request
  const drop = await beginRow(deps, request)
  if (drop.ownerHash !== ownerHash || drop.header !== header) throw new DropError('not-found')
  if (drop.state === 'ended') throw new DropError('upload-ended')
  if (drop.uploadId !== null) return { id }
  const { uploadId } = await deps.blobs.begin(id)
  // A try of the same begin that was quicker has opened the upload that stands: parts that went to this one would be
  // lost.
  if ((await deps.drops.setUpload(id, uploadId)) !== uploadId) return { id }
  const granted = await firstGrants(deps, { ...drop, uploadId }, request, meter)
  return granted === undefined ? { id } : { id, granted }
}
