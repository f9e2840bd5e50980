import { decodeBase64url } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import { paddedLength } from '../format/geometry.ts'
import { DEFAULT_HEADER, type Header, parseHeader } from '../format/header.ts'
import type { BeginRequest } from '../wire/drops.ts'
import type { DropId } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'

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
 * Begins a drop: the row first, then the upload in storage, so that storage never holds what no row knows for longer than the sweep takes. Sent again with the
 * same id and owner it goes on where it was. Errors: `header-invalid`, `too-large`, `not-found` for an id that is taken, `storage-full`, `upload-ended`.
 */
export async function beginUpload(deps: ServerDeps, request: BeginRequest): Promise<{ id: DropId }> {
  readHeader(request.header)
  const { maxDropBytes } = deps.limits
  if (request.lengthBound !== null && request.lengthBound > paddedLength(maxDropBytes))
    throw new DropError('too-large', { limit: maxDropBytes })
  await checkRoom(deps, request)
  const { id, ownerHash, header } = request
  const drop = await deps.drops.begin({ id, ownerHash, header }, deps.now())
  if (drop.ownerHash !== ownerHash || drop.header !== header) throw new DropError('not-found')
  if (drop.state === 'ended') throw new DropError('upload-ended')
  if (drop.uploadId !== null) return { id }
  const upload = await deps.blobs.begin(id)
  await deps.drops.setUpload(id, upload.uploadId)
  return { id }
}
