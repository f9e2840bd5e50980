import { createDecipheriv } from 'node:crypto'
import type { PartOpener } from '../../crypto/open-payload.ts'
import type { Bytes } from '../../format/bytes.ts'
import { TAG_BYTES } from '../../format/constants.ts'
import { derivePartSecret } from './part-secret.ts'

/** Hears each chunk that was opened, and the 16 bytes of its tag, which are valid during the call alone. */
export type OnOpened = (plaintext: Bytes, tag: Bytes) => void

/**
 * Opens chunks by Node's own AES-256-GCM, in the calling thread: WebCrypto in Node copies each chunk and hands it to a
 * thread, which costs more than opening it (docs/decisions/006). What `update` answers is held back until `final` has
 * verified the tag.
 */
export function createNodePartOpener(onOpened: OnOpened): PartOpener {
  return async (key, number, salt) => {
    const secret = await derivePartSecret(key, number, salt)
    return (nonce, sealed) => {
      const end = sealed.length - TAG_BYTES
      const tag = sealed.subarray(end)
      const decipher = createDecipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES })
      decipher.setAuthTag(tag)
      const plaintext = decipher.update(sealed.subarray(0, end))
      decipher.final()
      onOpened(plaintext, tag)
      return plaintext
    }
  }
}

/** As `createNodePartOpener`, where nobody asks for tags. */
export const nodePartOpener = createNodePartOpener(() => {})
