import type { Bytes } from '../format/bytes.ts'
import { TAG_BYTES } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import { type Geometry, type PartNumber, parsePartNumber, sealedRange } from '../format/geometry.ts'
import { chunkNonce } from './chunk-nonce.ts'
import { ChunkReader } from './chunk-reader.ts'
import { derivePartKey, type PayloadKey } from './payload-key.ts'

/** A run of whole parts, both ends included. */
export interface PartRun {
  readonly firstPart: PartNumber
  readonly lastPart: PartNumber
}

/** Chunks that are being decrypted while earlier ones are consumed: enough to keep the crypto threads busy, 2 MiB at 256 KiB each. */
const AHEAD = 8

async function* sealedChunks(
  geometry: Geometry,
  run: PartRun,
  reader: ChunkReader,
): AsyncGenerator<{ index: number; sealed: Bytes; part: PartNumber }> {
  const { chunksPerPart } = geometry.header
  for (let number = Number(run.firstPart); number <= run.lastPart; number += 1) {
    const part = parsePartNumber(number, geometry.parts)
    let left = sealedRange(geometry, part).length
    for (let index = (number - 1) * chunksPerPart; left > 0; index += 1) {
      const sealed = await reader.take(Math.min(left, geometry.chunkBytes + TAG_BYTES))
      left -= sealed.length
      yield { index, sealed, part }
    }
  }
  await reader.end()
}

async function openChunk(aes: CryptoKey, iv: Bytes, sealed: Bytes): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aes, sealed))
  } catch (cause) {
    throw new DropError('payload-tampered', { cause })
  }
}

/**
 * Opens a run of whole parts from their stored bytes, in pieces of any size. Yields each chunk only after its tag was verified, in order, and
 * returns normally only once every byte of the run came and none more: whoever stops at an error has nothing but authentic chunks, but not all.
 * Errors: `payload-tampered`, `payload-truncated`, `payload-too-long`, `manifest-invalid` for a missing salt.
 */
export async function* openParts(
  key: PayloadKey,
  geometry: Geometry,
  partSalts: readonly Bytes[],
  run: PartRun,
  sealed: AsyncIterable<Bytes>,
): AsyncGenerator<Bytes, void, undefined> {
  const reader = new ChunkReader(sealed)
  const opening: Promise<Bytes>[] = []
  let current: PartNumber | null = null
  let aes: CryptoKey | null = null
  try {
    for await (const { index, sealed: chunk, part } of sealedChunks(geometry, run, reader)) {
      if (aes === null || part !== current) {
        const salt = partSalts[part - 1]
        if (salt === undefined) throw new DropError('manifest-invalid', { subject: 'partSalts' })
        aes = await derivePartKey(key, part, salt, 'decrypt')
        current = part
      }
      const opened = openChunk(aes, chunkNonce(index, index === geometry.chunks - 1), chunk)
      opened.catch(() => {})
      opening.push(opened)
      const oldest = opening.length >= AHEAD ? opening.shift() : undefined
      if (oldest !== undefined) yield await oldest
    }
    for (const opened of opening) yield await opened
  } finally {
    await reader.close()
  }
}
