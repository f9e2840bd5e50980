import type { Bytes } from '../format/bytes.ts'
import { NONCE_BYTES } from '../format/constants.ts'

/**
 * A chunk's nonce: its index in the payload as 11 bytes big-endian, then 1 for the payload's last chunk, else 0 (the STREAM construction:
 * Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015). Order, place and end of every chunk are authenticated by it.
 */
export function chunkNonce(index: number, final: boolean): Bytes {
  if (!Number.isSafeInteger(index) || index < 0) throw new Error(`no chunk ${index}`)
  const nonce = new Uint8Array(NONCE_BYTES)
  const view = new DataView(nonce.buffer)
  view.setUint32(3, Math.floor(index / 2 ** 32))
  view.setUint32(7, index % 2 ** 32)
  nonce[11] = final ? 1 : 0
  return nonce
}
