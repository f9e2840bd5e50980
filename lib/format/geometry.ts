import { MAX_CHUNKS_PER_PART, MAX_PARTS, PADDING_FLOOR, TAG_BYTES } from './constants.ts'
import { DropError } from './drop-error.ts'
import { DEFAULT_HEADER, type Header } from './header.ts'

declare const brand: unique symbol
/** A part's number, counted from 1. */
export type PartNumber = number & { readonly [brand]: 'PartNumber' }
/** A chunk's place in the whole payload, counted from 0. */
export type ChunkIndex = number & { readonly [brand]: 'ChunkIndex' }

/** A run of bytes. */
export interface Range {
  readonly offset: number
  readonly length: number
}

/** The sizes of one payload, in bytes, all derived from header and length (format.md, "Payload"). */
export interface Geometry {
  readonly header: Header
  /** Plaintext of the whole payload, padding included. */
  readonly length: number
  readonly chunkBytes: number
  /** Plaintext of a full part. */
  readonly partBytes: number
  /** A full part as stored. */
  readonly sealedPartBytes: number
  readonly chunks: number
  readonly parts: number
  readonly sealedLength: number
}

/** Mints a part number of this payload. Errors: a plain `Error`, as a wrong number is a bug or was refused before. */
export function parsePartNumber(value: number, parts = MAX_PARTS): PartNumber {
  if (!Number.isInteger(value) || value < 1 || value > parts) throw new Error(`no part ${value} among ${parts}`)
  return value as PartNumber
}

/** Mints a chunk index of a payload of `chunks` chunks. Errors: a plain `Error`, as for part numbers. */
export function parseChunkIndex(value: number, chunks = MAX_PARTS * MAX_CHUNKS_PER_PART): ChunkIndex {
  if (!Number.isInteger(value) || value < 0 || value >= chunks) throw new Error(`no chunk ${value} among ${chunks}`)
  return value as ChunkIndex
}

/** The first chunk of a part. */
export function firstChunk(header: Header, part: PartNumber): ChunkIndex {
  return parseChunkIndex((part - 1) * header.chunksPerPart)
}

/** The part a chunk belongs to. */
export function partOfChunk(header: Header, chunk: ChunkIndex): PartNumber {
  return parsePartNumber(Math.floor(chunk / header.chunksPerPart) + 1)
}

/**
 * All sizes of a payload of `length` plaintext bytes. Errors: `too-large` beyond 10,000 parts; `manifest-invalid` for
 * what is no length.
 */
export function measurePayload(header: Header, length: number): Geometry {
  if (!Number.isSafeInteger(length) || length < 0) throw new DropError('manifest-invalid', { subject: 'length' })
  const chunkBytes = 2 ** header.log2Chunk
  const partBytes = chunkBytes * header.chunksPerPart
  const chunks = Math.max(1, Math.ceil(length / chunkBytes))
  const parts = Math.ceil(chunks / header.chunksPerPart)
  if (parts > MAX_PARTS) throw new DropError('too-large', { limit: MAX_PARTS * partBytes })
  const sealedPartBytes = partBytes + header.chunksPerPart * TAG_BYTES
  return {
    header,
    length,
    chunkBytes,
    partBytes,
    sealedPartBytes,
    chunks,
    parts,
    sealedLength: length + chunks * TAG_BYTES,
  }
}

/**
 * The geometry that has exactly this stored length. Errors: `payload-truncated` for a length no payload can have,
 * `too-large` beyond 10,000 parts.
 */
export function parseSealedLength(header: Header, sealedLength: number): Geometry {
  const sealedChunk = 2 ** header.log2Chunk + TAG_BYTES
  if (!Number.isSafeInteger(sealedLength) || sealedLength < TAG_BYTES) throw new DropError('payload-truncated')
  const chunks = Math.ceil(sealedLength / sealedChunk)
  const geometry = measurePayload(header, Math.max(0, sealedLength - chunks * TAG_BYTES))
  if (geometry.sealedLength !== sealedLength) throw new DropError('payload-truncated')
  return geometry
}

/** Where a part's plaintext lies in the payload. Errors: a plain `Error` for a part the payload has not. */
export function plainRange(geometry: Geometry, part: PartNumber): Range {
  parsePartNumber(part, geometry.parts)
  const offset = (part - 1) * geometry.partBytes
  return { offset, length: Math.min(geometry.partBytes, geometry.length - offset) }
}

/** Where a part lies in storage. Errors: a plain `Error` for a part the payload has not. */
export function sealedRange(geometry: Geometry, part: PartNumber): Range {
  parsePartNumber(part, geometry.parts)
  const offset = (part - 1) * geometry.sealedPartBytes
  return { offset, length: Math.min(geometry.sealedPartBytes, geometry.sealedLength - offset) }
}

/** Exact where Math.log2 would round up, just below a power of two. */
function floorLog2(value: number): number {
  return value.toString(2).length - 1
}

/**
 * The Padmé length of `length` with at least `floor` (Nikitin et al., "Reducing Metadata Leakage", PETS 2019): all but
 * the first bits are hidden, at most 3.2 % more from 64 KiB on.
 */
export function padme(length: number, floor: number): number {
  const least = Math.max(length, floor)
  const exponent = floorLog2(least)
  const mantissaBits = floorLog2(exponent) + 1
  const unit = 2 ** (exponent - mantissaBits)
  return Math.ceil(least / unit) * unit
}

/** The padded length of a payload that holds `length` bytes. */
export function paddedLength(length: number): number {
  return padme(length, PADDING_FLOOR)
}

/**
 * The header for a drop of at most `lengthBound` bytes: 16 MiB parts, larger ones where 10,000 would not do. Errors:
 * `too-large`.
 */
export function chooseHeader(lengthBound: number): Header {
  const padded = paddedLength(lengthBound)
  for (let chunksPerPart = DEFAULT_HEADER.chunksPerPart; chunksPerPart <= MAX_CHUNKS_PER_PART; chunksPerPart *= 2) {
    const header = { ...DEFAULT_HEADER, chunksPerPart }
    if (padded <= MAX_PARTS * chunksPerPart * 2 ** header.log2Chunk) return header
  }
  throw new DropError('too-large', { limit: MAX_PARTS * MAX_CHUNKS_PER_PART * 2 ** DEFAULT_HEADER.log2Chunk })
}

/** Bytes in storage of a drop that holds `length` bytes. Errors: `too-large`. */
export function storedLength(length: number): number {
  return measurePayload(chooseHeader(length), paddedLength(length)).sealedLength
}
