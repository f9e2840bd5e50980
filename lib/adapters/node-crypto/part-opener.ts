import { createDecipheriv } from 'node:crypto'
import type { PartOpener } from '../../crypto/open-payload.ts'
import { derivePartKeyBytes } from '../../crypto/payload-key.ts'
import { TAG_BYTES } from '../../format/constants.ts'

/**
 * Opens chunks by Node's own AES-256-GCM, in the calling thread: WebCrypto in Node copies each chunk and hands it to a thread, which costs more than opening it
 * (docs/decisions/006). What `update` answers is held back until `final` has verified the tag.
 */
export const nodePartOpener: PartOpener = async (key, number, salt) => {
  const secret = await derivePartKeyBytes(key, number, salt)
  return (nonce, sealed) => {
    const end = sealed.length - TAG_BYTES
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(sealed.subarray(end))
    const plaintext = decipher.update(sealed.subarray(0, end))
    decipher.final()
    return plaintext
  }
}
