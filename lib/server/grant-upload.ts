import { GRANT_MS } from '../drop/limits.ts'
import { MAX_PARTS } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import { measurePayload, paddedLength } from '../format/geometry.ts'
import type { BlobUpload } from '../ports/blob-store.ts'
import type { DropRow } from '../ports/drop-store.ts'
import type { UploadGrantRequest, UploadGrantResponse } from '../wire/drops.ts'
import type { DropId } from '../wire/fields.ts'
import { findOwnedDrop } from './bearer.ts'
import { readHeader } from './begin-upload.ts'
import type { ServerDeps } from './deps.ts'

/** Storage's upload of a drop that is still uploading. Errors: `upload-ended`. */
export function uploadOf(drop: DropRow): BlobUpload {
  if (drop.state !== 'uploading' || drop.uploadId === null) throw new DropError('upload-ended')
  return { key: drop.id, uploadId: drop.uploadId }
}

function checkParts(deps: ServerDeps, drop: DropRow, { parts }: UploadGrantRequest): void {
  const header = readHeader(drop.header)
  // What these parts can hold at all, where the instance allows more.
  const holds = MAX_PARTS * header.chunksPerPart * 2 ** header.log2Chunk
  const most = measurePayload(header, Math.min(holds, paddedLength(deps.limits.maxDropBytes)))
  for (const { number, length } of parts) {
    if (length === 0 || length > most.sealedPartBytes) throw new DropError('bad-request', { subject: 'parts.length' })
    if ((number - 1) * most.sealedPartBytes + length > most.sealedLength)
      throw new DropError('too-large', { limit: deps.limits.maxDropBytes })
  }
}

/** Signs the PUTs of parts of an upload, and renews it. Errors: `not-found`, `upload-ended`, `too-large`, `bad-request`. */
export async function grantUpload(
  deps: ServerDeps,
  id: DropId,
  owner: string,
  request: UploadGrantRequest,
): Promise<UploadGrantResponse> {
  const drop = await findOwnedDrop(deps, id, owner)
  const upload = uploadOf(drop)
  checkParts(deps, drop, request)
  if (!(await deps.drops.touch(id, deps.now()))) throw new DropError('upload-ended')
  const expiresAt = deps.now() + GRANT_MS
  const sign = async (part: { number: number; length: number }) => ({
    number: part.number,
    ...(await deps.blobs.signPut(upload, part, expiresAt)),
  })
  return { grants: await Promise.all(request.parts.map(sign)), expiresAt }
}
