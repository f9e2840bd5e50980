import type { Bytes } from '../format/bytes.ts'
import { NONCE_BYTES } from '../format/constants.ts'
import type { ChunkIndex } from '../format/geometry.ts'

/**
 * A chunk's nonce: its index in the payload as 11 bytes big-endian, then 1 for the payload's last chunk, else 0 (the
 * STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015). Order, place and end of every chunk are
 * authenticated by it.
 */
export function chunkNonce(index: ChunkIndex, final: boolean): Bytes {
  const nonce = new Uint8Array(NONCE_BYTES)
  // 10,000 parts of 16,384 chunks are fewer than 2^32, so four of the eleven bytes hold every index there can be.
  new DataView(nonce.buffer).setUint32(7, index)
  nonce[11] = final ? 1 : 0
  return nonce
}
