import { decodeBase64url } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import { chooseHeader, paddedLength } from '../format/geometry.ts'
import { DEFAULT_HEADER, type Header, parseHeader } from '../format/header.ts'
import type { DropRow } from '../ports/drop-store.ts'
import type { BeginRequest } from '../wire/drops.ts'
import type { DropId } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'
import { findUsable } from './tickets.ts'

/** The geometries this server stores: the format's default chunk, and parts that every S3 takes (5 MiB and more). Errors: `header-invalid`. */
export function readHeader(field: string): Header {
  const header = parseHeader(decodeBase64url(field))
  const fits = header.log2Chunk === DEFAULT_HEADER.log2Chunk && header.chunksPerPart >= DEFAULT_HEADER.chunksPerPart
  if (!fits) throw new DropError('header-invalid')
  return header
}

/** Tells a new drop early that there is no room for it. Holds nothing: the grants do, exactly. Errors: `storage-full`. */
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
  // One that was begun before needs nothing: it goes on, whatever the operator has set since. One that is forgotten from here on is not begun anew without a ticket.
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
 * Begins a drop: the row first, then the upload in storage, so that storage never holds what no row knows for longer than the sweep takes. Sent again with the
 * same id and owner it goes on where it was. Errors: `header-invalid`, `too-large`, `not-found` for an id that is taken, `storage-full`, `upload-ended`,
 * and those of `admit`.
 */
export async function beginUpload(deps: ServerDeps, request: BeginRequest): Promise<{ id: DropId }> {
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
  const upload = await deps.blobs.begin(id)
  await deps.drops.setUpload(id, upload.uploadId)
  return { id }
}
