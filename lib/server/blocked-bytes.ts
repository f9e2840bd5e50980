import { sha256Base64url } from '../crypto/sha256.ts'
import { TAG_BYTES } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import type { Geometry } from '../format/geometry.ts'
import type { ByteRange } from '../ports/blob-store.ts'
import type { DropId } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'

/** Where a payload's first chunk is stored. */
export function firstChunk({ chunkBytes, sealedLength }: Geometry): ByteRange {
  return { offset: 0, length: Math.min(chunkBytes + TAG_BYTES, sealedLength) }
}

/**
 * What stored bytes are told by: the SHA-256 of their first chunk, at most 256 KiB and a tag, base64url. The server
 * reads no more of a payload.
 */
export async function hashFirstChunk({ reader }: Pick<ServerDeps, 'reader'>, id: DropId, geometry: Geometry) {
  return sha256Base64url(await reader.read(id, firstChunk(geometry)))
}

/**
 * Ends a finished upload whose very bytes an operator blocked, so that they are deleted. Nothing is read where nothing
 * of that length is blocked. Errors: `blocked`.
 *
 * A block that is written while this looks comes too late for this one upload, as it would for one that was completed a
 * moment before.
 */
export async function refuseBlocked(deps: ServerDeps, id: DropId, geometry: Geometry): Promise<void> {
  const hashes = await deps.blocks.hashesOf(geometry.sealedLength)
  if (hashes.length === 0 || !hashes.includes(await hashFirstChunk(deps, id, geometry))) return
  await deps.drops.end(id, 'removed', deps.now())
  deps.nudge()
  throw new DropError('blocked')
}
