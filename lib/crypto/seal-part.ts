import type { Bytes } from '../format/bytes.ts'
import { PART_SALT_BYTES, TAG_BYTES } from '../format/constants.ts'
import { firstChunk, type PartNumber, parseChunkIndex, parsePartNumber } from '../format/geometry.ts'
import { parseHeader } from '../format/header.ts'
import { chunkNonce } from './chunk-nonce.ts'
import { derivePartKey, type PayloadKey } from './payload-key.ts'
import type { RandomSource } from './random-source.ts'

/** A part as it goes to storage. */
export interface SealedPart {
  /** 16 bytes, for the manifest. */
  readonly salt: Bytes
  /** Each chunk's ciphertext and tag, in order; where one ends is the sealer's affair. */
  readonly chunks: readonly Bytes[]
}

/** Seals one chunk: its ciphertext and tag, in one piece or several. */
export type ChunkSealer = (nonce: Bytes, chunk: Bytes) => readonly Bytes[] | Promise<readonly Bytes[]>

/** Makes the sealer of one sealing of one part. */
export type PartSealer = (key: PayloadKey, number: PartNumber, salt: Bytes) => Promise<ChunkSealer>

/** Seals by WebCrypto, as everything on this floor does. */
const webPartSealer: PartSealer = async (key, number, salt) => {
  const aes = await derivePartKey(key, number, salt, 'encrypt')
  return async (iv, chunk) => [new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, chunk))]
}

/** Which part is sealed, and whether the payload ends with it. */
export interface PartPlace {
  readonly number: PartNumber
  readonly final: boolean
}

/**
 * One is encrypted while the other is taken. WebCrypto copies what it is given at the call: of more chunks at once there
 * would be as many copies, and nothing faster.
 */
const CHUNKS_AT_ONCE = 2

/** `work` for 0 to `count` - 1, begun in that order, few at a time. */
async function inTurn(count: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let at = next++; at < count; at = next++) await work(at)
  }
  await Promise.all(Array.from({ length: Math.min(CHUNKS_AT_ONCE, count) }, lane))
}

function checkLength(length: number, final: boolean, number: PartNumber, partBytes: number): void {
  if (!final && length !== partBytes) throw new Error(`part ${number} has ${length} bytes instead of ${partBytes}`)
  const least = number === 1 ? 0 : 1
  if (final && (length < least || length > partBytes)) throw new Error(`the last part has ${length} bytes`)
}

/** Takes one sealed chunk, by its place in the part; chunks may come out of order. Where it throws, sealing ends. */
export type TakeChunk = (at: number, sealed: readonly Bytes[]) => void

/** Takes chunks of a part that is sealed under `key` piece by piece, each with its place in the sealed part, in bytes. */
export function takePieces(key: PayloadKey, take: (piece: Bytes, offset: number) => void): TakeChunk {
  const sealedChunk = 2 ** parseHeader(key.header).log2Chunk + TAG_BYTES
  return (at, pieces) => {
    let offset = at * sealedChunk
    for (const piece of pieces) {
      const { length } = piece
      take(piece, offset)
      offset += length
    }
  }
}

/**
 * Seals one part's plaintext, chunk by chunk: a full part, or the payload's last one of any length that may stand there.
 * Resolves with the part's salt (16 bytes, for the manifest) once every chunk was taken.
 *
 * [Note: No key and nonce twice] Chunk nonces repeat when a part is sealed again, perhaps with other bytes. So every
 * call makes a fresh part salt, and with it a fresh key (NIST SP 800-38D 8). A retry of an upload resends the result of
 * one call and never calls again.
 */
export async function sealChunks(
  key: PayloadKey,
  place: PartPlace,
  plaintext: Bytes,
  random: RandomSource,
  take: TakeChunk,
  sealer: PartSealer = webPartSealer,
): Promise<Bytes> {
  const { log2Chunk, chunksPerPart } = parseHeader(key.header)
  const chunkBytes = 2 ** log2Chunk
  const number = parsePartNumber(place.number)
  checkLength(plaintext.length, place.final, number, chunkBytes * chunksPerPart)
  const salt = random(PART_SALT_BYTES)
  const seal = await sealer(key, number, salt)
  const first = firstChunk({ log2Chunk, chunksPerPart }, number)
  const count = Math.max(1, Math.ceil(plaintext.length / chunkBytes))
  await inTurn(count, async (at) => {
    const iv = chunkNonce(parseChunkIndex(first + at), place.final && at === count - 1)
    take(at, await seal(iv, plaintext.subarray(at * chunkBytes, (at + 1) * chunkBytes)))
  })
  return salt
}

/** Seals one part's plaintext as `sealChunks`, and keeps the chunks. */
export async function sealPart(
  key: PayloadKey,
  place: PartPlace,
  plaintext: Bytes,
  random: RandomSource,
  sealer?: PartSealer,
): Promise<SealedPart> {
  const chunks: (readonly Bytes[])[] = []
  const salt = await sealChunks(key, place, plaintext, random, (at, sealed) => void (chunks[at] = sealed), sealer)
  return { salt, chunks: chunks.flat() }
}
