import type { Bytes } from '../format/bytes.ts'
import { NONCE_BYTES } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import { decodeHint, encodeHint } from '../format/hint.ts'
import { deriveAesKey, importKeyMaterial } from './hkdf.ts'
import { linkInfo } from './info.ts'
import { deriveLocator } from './link-keys.ts'

/** What seals and opens a link's hint: its secret (16 bytes) and its salt (32), and no password. */
export interface HintLink {
  readonly secret: Bytes
  readonly salt: Bytes
}

/**
 * All zeros, as it never repeats: the key comes from the link's own fresh salt and seals one hint, once (Note: The
 * wrapping nonce).
 */
const HINT_NONCE = new Uint8Array(NONCE_BYTES)

async function derive({ secret, salt }: HintLink): Promise<{ key: CryptoKey; params: AesGcmParams }> {
  const key = await deriveAesKey(await importKeyMaterial(secret), linkInfo('hint'), 'both', salt)
  return { key, params: { name: 'AES-GCM', iv: HINT_NONCE, additionalData: await deriveLocator(secret) } }
}

/**
 * Seals the sender's words for who is asked for the password: 272 bytes, whatever the words (format.md 8.1). Once for
 * each link: another hint is another link, with another salt.
 * Errors: `bad-request` as `encodeHint`.
 */
export async function sealHint(link: HintLink, text: string): Promise<Bytes> {
  const block = encodeHint(text)
  const { key, params } = await derive(link)
  return new Uint8Array(await crypto.subtle.encrypt(params, key, block))
}

/**
 * The words of a sealed hint, which are the sender's claim and plain text. A drop opens as well without. Errors:
 * `key-mismatch`.
 */
export async function openHint(link: HintLink, sealed: Bytes): Promise<string> {
  const { key, params } = await derive(link)
  let block: Bytes
  try {
    block = new Uint8Array(await crypto.subtle.decrypt(params, key, sealed))
  } catch (cause) {
    throw new DropError('key-mismatch', { subject: 'hint', cause })
  }
  return decodeHint(block)
}
