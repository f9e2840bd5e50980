import type { Bytes } from '../format/bytes.ts'
import { TAG_BYTES } from '../format/constants.ts'
import { DropError } from '../format/drop-error.ts'
import {
  type ChunkIndex,
  firstChunk,
  type Geometry,
  type PartNumber,
  parseChunkIndex,
  parsePartNumber,
  partOfChunk,
  sealedRange,
} from '../format/geometry.ts'
import { chunkNonce } from './chunk-nonce.ts'
import { ChunkReader, type SealedStream } from './chunk-reader.ts'
import { derivePartKey, type PayloadKey } from './payload-key.ts'

/** A run of whole parts, both ends included. */
export interface PartRun {
  readonly firstPart: PartNumber
  readonly lastPart: PartNumber
}

/**
 * Opened chunks in order, as many at once as were opened at once: there are thousands, and each would pass ten steps on
 * its way to a file.
 */
export type OpenedChunks = AsyncGenerator<readonly Bytes[], void, undefined>

/**
 * Chunks that are being decrypted while earlier ones are consumed: enough to keep the crypto threads busy, 2 MiB at 256
 * KiB each. Of an opener that answers at once there are none.
 */
const AHEAD = 8

/**
 * Opens one sealed chunk: answers its plaintext only once its tag was verified, else fails. The sealed bytes are valid
 * during the call alone.
 */
export type ChunkOpener = (nonce: Bytes, sealed: Bytes) => Bytes | Promise<Bytes>

/** Makes the opener of one sealing of one part. */
export type PartOpener = (key: PayloadKey, number: PartNumber, salt: Bytes) => Promise<ChunkOpener>

/** Opens by WebCrypto, as everything on this floor does. */
const webPartOpener: PartOpener = async (key, number, salt) => {
  const aes = await derivePartKey(key, number, salt, 'decrypt')
  return async (iv, sealed) => new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aes, sealed))
}

function tampered(cause: unknown): never {
  throw new DropError('payload-tampered', { cause })
}

function decryptChunk(open: ChunkOpener, geometry: Geometry, index: ChunkIndex, sealed: Bytes): Bytes | Promise<Bytes> {
  try {
    const opened = open(chunkNonce(index, index === geometry.chunks - 1), sealed)
    return opened instanceof Promise ? opened.catch(tampered) : opened
  } catch (cause) {
    return tampered(cause)
  }
}

function checkLength(sealed: Bytes, length: number): void {
  if (sealed.length < length) throw new DropError('payload-truncated')
  if (sealed.length > length) throw new DropError('payload-too-long')
}

/** Opens one stored chunk alone. Errors: `payload-tampered`, `payload-truncated`, `payload-too-long`. */
export async function openChunk(
  key: PayloadKey,
  geometry: Geometry,
  index: ChunkIndex,
  partSalt: Bytes,
  sealed: Bytes,
): Promise<Bytes> {
  const sealedChunk = geometry.chunkBytes + TAG_BYTES
  const { length } = sealedRange(geometry, partOfChunk(geometry.header, index))
  const before = (index % geometry.header.chunksPerPart) * sealedChunk
  checkLength(sealed, Math.min(sealedChunk, length - before))
  const open = await webPartOpener(key, partOfChunk(geometry.header, index), partSalt)
  return decryptChunk(open, geometry, index, sealed)
}

/**
 * Opens one whole stored part: its chunks in order, or none of them. Errors: `payload-tampered`, `payload-truncated`,
 * `payload-too-long`.
 */
export async function openPart(
  key: PayloadKey,
  geometry: Geometry,
  number: PartNumber,
  partSalt: Bytes,
  sealed: Bytes,
): Promise<Bytes[]> {
  checkLength(sealed, sealedRange(geometry, number).length)
  const open = await webPartOpener(key, number, partSalt)
  const sealedChunk = geometry.chunkBytes + TAG_BYTES
  const first = firstChunk(geometry.header, number)
  return Promise.all(
    Array.from({ length: Math.ceil(sealed.length / sealedChunk) }, async (_, at) => {
      const chunk = sealed.subarray(at * sealedChunk, (at + 1) * sealedChunk)
      return decryptChunk(open, geometry, parseChunkIndex(first + at), chunk)
    }),
  )
}

/** Chunks that came together: those of an opener that answers at once, or those of one that answers later. */
interface Started {
  readonly opened: Bytes[]
  readonly opening: Promise<Bytes>[]
}

/** Decrypts the chunks that come, all at once that are there, or starts to, one after another. */
async function* startChunks(
  key: PayloadKey,
  geometry: Geometry,
  partSalts: readonly Bytes[],
  run: PartRun,
  { reader, openPart }: { readonly reader: ChunkReader; readonly openPart: PartOpener },
): AsyncGenerator<Started, void, undefined> {
  for (let number = Number(run.firstPart); number <= run.lastPart; number += 1) {
    const part = parsePartNumber(number, geometry.parts)
    const salt = partSalts[part - 1]
    if (salt === undefined) throw new DropError('manifest-invalid', { subject: 'partSalts' })
    const open = await openPart(key, part, salt)
    let left = sealedRange(geometry, part).length
    const nextLength = () => Math.min(left, geometry.chunkBytes + TAG_BYTES)
    for (let index = Number(firstChunk(geometry.header, part)); left > 0; ) {
      const started: Started = { opened: [], opening: [] }
      try {
        do {
          const sealed = await reader.take(nextLength())
          left -= sealed.length
          start(decryptChunk(open, geometry, parseChunkIndex(index), sealed), started)
          index += 1
          // Those of an opener that answers later are handed on one by one, or more than AHEAD would wait.
        } while (left > 0 && started.opening.length === 0 && reader.holds(nextLength()))
      } finally {
        // Also those before one that failed.
        yield started
      }
    }
  }
  await reader.end()
}

function start(chunk: Bytes | Promise<Bytes>, { opened, opening }: Started): void {
  if (chunk instanceof Promise) {
    chunk.catch(() => {}) // whoever awaits it in turn sees the failure
    opening.push(chunk)
  } else opened.push(chunk)
}

/**
 * Opens a run of whole parts from their stored bytes, in pieces of any size. Yields chunks only after their tags were
 * verified, in order, and returns normally only once every byte of the run came and none more: whoever stops at an
 * error has nothing but authentic chunks, but not all. A source that fails or ends early still yields every whole chunk
 * that came before, so that a resume loses none. Each piece of the source is read before the next one is asked for.
 * `openPart` may be another AES-256-GCM than WebCrypto's, whose openers all answer at once or all later.
 * Errors: `payload-tampered`, `payload-truncated`, `payload-too-long`, `manifest-invalid` for a missing salt, and those
 * of the source.
 */
export async function* openParts(
  key: PayloadKey,
  geometry: Geometry,
  partSalts: readonly Bytes[],
  run: PartRun,
  sealed: SealedStream,
  openPart: PartOpener = webPartOpener,
): OpenedChunks {
  const reader = new ChunkReader(sealed)
  const source = startChunks(key, geometry, partSalts, run, { reader, openPart })
  const queue: Promise<Bytes>[] = []
  let failure: { readonly cause: unknown } | null = null
  const stop = (cause: unknown): { done: true; value: undefined } => {
    failure = { cause }
    return { done: true, value: undefined }
  }
  try {
    for (let next = await source.next().catch(stop); next.done !== true; next = await source.next().catch(stop)) {
      const { opened, opening } = next.value
      if (opened.length > 0) yield opened
      queue.push(...opening)
      for (const oldest of queue.splice(0, queue.length + 1 - AHEAD)) yield [await oldest]
    }
    for (const opened of queue) yield [await opened]
    rethrow(failure)
  } finally {
    await reader.close()
  }
}

function rethrow(failure: { readonly cause: unknown } | null): void {
  if (failure !== null) throw failure.cause
}
