import { createSecretKey, type KeyObject } from 'node:crypto'
import { derivePartKeyBytes, type PayloadKey } from '../../crypto/payload-key.ts'
import type { Bytes } from '../../format/bytes.ts'
import type { PartNumber } from '../../format/geometry.ts'

/**
 * The AES key of one sealing of one part, for Node's ciphers. Bare bytes would do, but Node asks of each key first
 * whether it is an object, by two calls that throw where it is none: 7 µs with each chunk. Errors: those of
 * `derivePartKeyBytes`.
 */
export async function derivePartSecret(key: PayloadKey, number: PartNumber, salt: Bytes): Promise<KeyObject> {
  return createSecretKey(await derivePartKeyBytes(key, number, salt))
}
