import { type Bytes, concatBytes } from '../format/bytes.ts'
import { type Geometry, measurePayload, parsePartNumber } from '../format/geometry.ts'
import { type Header, parseHeader } from '../format/header.ts'
import type { Manifest } from '../format/manifest.ts'
import { openParts } from './open-payload.ts'
import type { PayloadKey } from './payload-key.ts'
import { cryptoRandom, type RandomSource } from './random-source.ts'
import { sealPart } from './seal-part.ts'
import { type PayloadCut, paddingOf } from './split-payload.ts'

/** 256-byte chunks, 4 a part: small enough to try everything. */
export const SMALL: Header = { log2Chunk: 8, chunksPerPart: 4 }

/** All entries of a payload and its padding, from all parts. */
export function wholeCut(manifest: Manifest, { parts }: Geometry): PayloadCut {
  const sizes = manifest.kind === 'files' ? manifest.files.map(({ size }) => size) : [manifest.length]
  let end = 0
  const places = sizes.map((size, index) => ({ index, offset: (end += size) - size, size }))
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(parts) }
  return { places: [...places, paddingOf(manifest)], runs: [run] }
}

/** A payload sealed whole. */
export async function sealAll(
  key: PayloadKey,
  plaintext: Bytes,
  random: RandomSource = cryptoRandom,
): Promise<{ sealed: Bytes; chunks: Bytes[]; salts: Bytes[] }> {
  const geometry = measurePayload(parseHeader(key.header), plaintext.length)
  const salts: Bytes[] = []
  const chunks: Bytes[] = []
  for (let number = 1; number <= geometry.parts; number += 1) {
    const bytes = plaintext.subarray((number - 1) * geometry.partBytes, number * geometry.partBytes)
    const place = { number: parsePartNumber(number), final: number === geometry.parts }
    const part = await sealPart(key, place, bytes, random)
    salts.push(part.salt)
    chunks.push(...part.chunks)
  }
  return { sealed: concatBytes(...chunks), chunks, salts }
}

export async function* piecesOf(bytes: Bytes, size: number): AsyncGenerator<Bytes, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

/** All that a generator yields. */
export async function gather<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}

/** All that a generator yields several at once. */
export async function gatherAll<T>(source: AsyncIterable<readonly T[]>): Promise<T[]> {
  return (await gather(source)).flat()
}

/** The pieces of a stream, two at once. */
export async function* inPairs(source: AsyncIterable<Bytes>): AsyncGenerator<readonly Bytes[], void, undefined> {
  let pair: Bytes[] = []
  for await (const piece of source) {
    pair.push(piece)
    if (pair.length < 2) continue
    yield pair
    pair = []
  }
  if (pair.length > 0) yield pair
}

/** A payload opened whole, fed in pieces of `pieceSize` bytes. */
export async function openAll(
  key: PayloadKey,
  length: number,
  salts: readonly Bytes[],
  sealed: Bytes,
  pieceSize = 1 << 20,
): Promise<Bytes> {
  const geometry = measurePayload(parseHeader(key.header), length)
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }
  return concatBytes(...(await gatherAll(openParts(key, geometry, salts, run, piecesOf(sealed, pieceSize)))))
}
