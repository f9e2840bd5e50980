import { decodeBase64url } from '../format/bytes.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { type Geometry, parseSealedLength } from '../format/geometry.ts'
import { parseHeader } from '../format/header.ts'
import type { Act, BlockRow } from '../ports/operator-store.ts'
import type { DropId } from '../wire/fields.ts'
import { hashFirstChunk } from './blocked-bytes.ts'
import type { ServerDeps } from './deps.ts'

async function hashStored(deps: ServerDeps, id: DropId, geometry: Geometry): Promise<string> {
  try {
    return await hashFirstChunk(deps, id, geometry)
  } catch (cause) {
    throw isDropError(cause, 'not-found') ? new DropError('not-found', { subject: 'bytes', cause }) : cause
  }
}

/**
 * Blocks the bytes of a drop that storage still has, so that no upload of just these goes live again; null where they
 * are blocked already. Errors: `not-found`.
 */
export async function blockDrop(deps: ServerDeps, id: DropId, act: Act): Promise<BlockRow | null> {
  const drop = await deps.drops.find(id)
  if (drop === null || drop.sealedLength === null) throw new DropError('not-found', { subject: 'bytes' })
  const { sealedLength } = drop
  const geometry = parseSealedLength(parseHeader(decodeBase64url(drop.header)), sealedLength)
  const hash = await hashStored(deps, id, geometry)
  return deps.blocks.add({ hash, sealedLength, dropId: id }, act, deps.now())
}
