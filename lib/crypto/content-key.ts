import { type Bytes, concatBytes, equalBytes } from '../format/bytes.ts'
import { KEY_BYTES, NONCE_BYTES, WRAPPED_KEY_BYTES } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import { encodeHeader, type Header } from '../format/header.ts'
import { importKeyMaterial } from './hkdf.ts'
import type { LinkKeys } from './link-keys.ts'
import { commitmentOf, type PayloadKey } from './payload-key.ts'
import type { RandomSource } from './random-source.ts'

/**
 * [Note: The wrapping nonce] The nonce that wraps a content key is all zeros. It never repeats under one key: a
 * key-encryption key is derived from the link's own fresh 32-byte salt and wraps exactly one content key (NIST SP
 * 800-38D 8.2.1 asks that a nonce be unique per key).
 */
const WRAPPING_NONCE = new Uint8Array(NONCE_BYTES)

async function wrapping(linkKeys: LinkKeys, header: Bytes): Promise<AesGcmParams> {
  const headerHash = new Uint8Array(await crypto.subtle.digest('SHA-256', header))
  return { name: 'AES-GCM', iv: WRAPPING_NONCE, additionalData: concatBytes(headerHash, linkKeys.locator) }
}

/**
 * The 256 random bits that seal one drop. The bytes leave this object wrapped for a link, or by `keep` for the sender's
 * own device.
 */
export class ContentKey {
  readonly #bytes: Bytes

  private constructor(bytes: Bytes) {
    this.#bytes = bytes
  }

  /** A fresh key for a new drop. */
  static generate(random: RandomSource): ContentKey {
    return new ContentKey(random(KEY_BYTES))
  }

  /**
   * A key that its sender's device kept. `bytes` are what `keep` gave: 32, and they are copied. Errors: `key-mismatch`
   * for any other length.
   */
  static fromKept(bytes: Bytes): ContentKey {
    if (bytes.length !== KEY_BYTES) throw new DropError('key-mismatch')
    return new ContentKey(bytes.slice())
  }

  /**
   * A copy of the 32 bare bytes: the one way they leave this object. For the sender's own device alone, which needs
   * them to make more links and to go on with an upload. They open the drop, so they are never logged, never sent, and
   * never kept where the sender did not ask for it.
   */
  keep(): Bytes {
    return this.#bytes.slice()
  }

  /**
   * The key as sealing and opening use it, bound to the drop's header. It can be posted to a worker and not be read
   * out.
   */
  async payloadKey(header: Header): Promise<PayloadKey> {
    return { hkdf: await importKeyMaterial(this.#bytes), header: encodeHeader(header) }
  }

  /** The key, wrapped for one link: 48 bytes. */
  async wrap(linkKeys: LinkKeys, header: Header): Promise<Bytes> {
    const params = await wrapping(linkKeys, encodeHeader(header))
    return new Uint8Array(await crypto.subtle.encrypt(params, linkKeys.kek, this.#bytes))
  }

  /** Unwraps a link's content key, as its sender does to make another link. Errors as `unwrapPayloadKey`. */
  static async unwrap(linkKeys: LinkKeys, wrappedKey: Bytes, header: Header): Promise<ContentKey> {
    if (wrappedKey.length !== WRAPPED_KEY_BYTES) throw new DropError('key-mismatch')
    const params = await wrapping(linkKeys, encodeHeader(header))
    try {
      return new ContentKey(new Uint8Array(await crypto.subtle.decrypt(params, linkKeys.kek, wrappedKey)))
    } catch (cause) {
      throw new DropError('key-mismatch', { cause })
    }
  }
}

/**
 * The payload key behind a link, checked against the drop's commitment before anything is opened with it.
 * Errors: `key-mismatch` where the wrapped key does not open, or is not the committed one.
 */
export async function unwrapPayloadKey(
  linkKeys: LinkKeys,
  stored: { header: Header; wrappedKey: Bytes; commitment: Bytes },
): Promise<PayloadKey> {
  const contentKey = await ContentKey.unwrap(linkKeys, stored.wrappedKey, stored.header)
  const payloadKey = await contentKey.payloadKey(stored.header)
  if (!equalBytes(await commitmentOf(payloadKey), stored.commitment)) throw new DropError('key-mismatch')
  return payloadKey
}
