import { decodeBase64url } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import { DEFAULT_HEADER, type Header, parseHeader } from '../format/header.ts'

/**
 * The geometries this server stores: the format's default chunk, and parts that every S3 takes (5 MiB and more).
 * Errors: `header-invalid`.
 */
export function readHeader(field: string): Header {
  const header = parseHeader(decodeBase64url(field))
  const fits = header.log2Chunk === DEFAULT_HEADER.log2Chunk && header.chunksPerPart >= DEFAULT_HEADER.chunksPerPart
  if (!fits) throw new DropError('header-invalid')
  return header
}
