import { type Bytes, concatBytes } from '../format/bytes.ts'
import { MAX_SEALED_MANIFEST, NONCE_BYTES, TAG_BYTES } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import { parseHeader } from '../format/header.ts'
import { parseManifest } from '../format/manifest.ts'
import { deriveAesKey } from './hkdf.ts'
import { dropInfo } from './info.ts'
import type { PayloadKey } from './payload-key.ts'
import type { RandomSource } from './random-source.ts'

/**
 * Seals an encoded manifest: nonce, ciphertext, tag. What no reader would accept is never sealed, or the drop would be
 * lost.
 * Errors: `too-many-files` beyond 1 MiB; `manifest-invalid` and `path-invalid` as `parseManifest`.
 */
export async function sealManifest(key: PayloadKey, encoded: Bytes, random: RandomSource): Promise<Bytes> {
  await parseManifest(encoded, parseHeader(key.header))
  if (NONCE_BYTES + encoded.length + TAG_BYTES > MAX_SEALED_MANIFEST) throw new DropError('too-many-files')
  const aes = await deriveAesKey(key.hkdf, dropInfo('manifest', key.header), 'encrypt')
  const iv = random(NONCE_BYTES)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: key.header }, aes, encoded)
  return concatBytes(iv, new Uint8Array(sealed))
}
