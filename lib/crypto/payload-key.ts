import { type Bytes, u32 } from '../format/bytes.ts'
import { KEY_BYTES, MAX_SEALED_MANIFEST, NONCE_BYTES, PART_SALT_BYTES, TAG_BYTES } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import type { PartNumber } from '../format/geometry.ts'
import { deriveAesKey, deriveBytes } from './hkdf.ts'
import { dropInfo } from './info.ts'

/** The content key as HKDF input, with the header it is bound to. Structured-cloneable; the key cannot be read out. */
export interface PayloadKey {
  readonly hkdf: CryptoKey
  /** 16 bytes. */
  readonly header: Bytes
}

/** The 32 bytes that commit to the content key: AES-GCM alone does not (format.md, "Commitment"). */
export function commitmentOf(key: PayloadKey): Promise<Bytes> {
  return deriveBytes(key.hkdf, dropInfo('commit', key.header), KEY_BYTES)
}

function partInfo(key: PayloadKey, number: PartNumber, salt: Bytes): Bytes {
  if (salt.length !== PART_SALT_BYTES) throw new DropError('manifest-invalid', { subject: 'partSalts' })
  return dropInfo('part', key.header, u32(number), salt)
}

/** The 32 bytes of `derivePartKey`'s key, for an AES-256-GCM other than WebCrypto's. */
export async function derivePartKeyBytes(key: PayloadKey, number: PartNumber, salt: Bytes): Promise<Bytes> {
  return deriveBytes(key.hkdf, partInfo(key, number, salt), KEY_BYTES)
}

/** The AES key of one sealing of one part. */
export function derivePartKey(
  key: PayloadKey,
  number: PartNumber,
  salt: Bytes,
  usage: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  return deriveAesKey(key.hkdf, partInfo(key, number, salt), usage)
}

/** Opens a sealed manifest to its encoded bytes. Errors: `manifest-invalid`. */
export async function openManifest(key: PayloadKey, sealed: Bytes): Promise<Bytes> {
  if (sealed.length < NONCE_BYTES + TAG_BYTES || sealed.length > MAX_SEALED_MANIFEST)
    throw new DropError('manifest-invalid', { subject: 'sealed length' })
  const aes = await deriveAesKey(key.hkdf, dropInfo('manifest', key.header), 'decrypt')
  const params = { name: 'AES-GCM', iv: sealed.subarray(0, NONCE_BYTES), additionalData: key.header }
  try {
    return new Uint8Array(await crypto.subtle.decrypt(params, aes, sealed.subarray(NONCE_BYTES)))
  } catch (cause) {
    throw new DropError('manifest-invalid', { subject: 'tag', cause })
  }
}
