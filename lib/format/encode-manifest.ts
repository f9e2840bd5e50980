import { type Bytes, concatBytes, u32, utf8 } from './bytes.ts'
import { MANIFEST_FLOOR, MAX_MANIFEST_JSON } from './constants.ts'
import { deflate } from './deflate.ts'
import { DropError } from './drop-error.ts'
import { padme } from './geometry.ts'
import { type Manifest, MIME, manifestJson } from './manifest.ts'

/**
 * A browser's or a system's media type as a manifest may hold it: without parameters, lower-case, empty where it is
 * none.
 */
export function cleanType(raw: string): string {
  const type = (raw.split(';')[0] ?? '').trim().toLowerCase()
  return MIME.test(type) ? type : ''
}

/**
 * The manifest as it is sealed: compressed JSON behind its length, padded with zeros. Errors: `too-many-files` where
 * the JSON is beyond 8 MiB.
 */
export async function encodeManifest(manifest: Manifest): Promise<Bytes> {
  const json = utf8(manifestJson(manifest))
  if (json.length > MAX_MANIFEST_JSON) throw new DropError('too-many-files')
  const compressed = await deflate(json)
  const used = 4 + compressed.length
  return concatBytes(u32(compressed.length), compressed, new Uint8Array(padme(used, MANIFEST_FLOOR) - used))
}
