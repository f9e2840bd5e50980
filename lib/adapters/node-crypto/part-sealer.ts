import { createCipheriv } from 'node:crypto'
import type { PartSealer } from '../../crypto/seal-part.ts'
import { derivePartSecret } from './part-secret.ts'

/**
 * Seals chunks by Node's own AES-256-GCM, in the calling thread, as `nodePartOpener` opens them, and for its reasons.
 */
export const nodePartSealer: PartSealer = async (key, number, salt) => {
  const secret = await derivePartSecret(key, number, salt)
  return (nonce, chunk) => {
    const cipher = createCipheriv('aes-256-gcm', secret, nonce)
    const sealed = cipher.update(chunk)
    cipher.final()
    return [sealed, cipher.getAuthTag()]
  }
}
