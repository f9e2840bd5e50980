import { type Bytes, concatBytes, u32, utf8 } from './bytes.ts'
import {
  HEADER_BYTES,
  MAGIC,
  MAX_CHUNKS_PER_PART,
  MAX_LOG2_CHUNK,
  MIN_LOG2_CHUNK,
  SUITE,
  VERSION,
} from './constants.ts'
import { DropError } from './drop-error.ts'

/** What is fixed before a drop's first byte is sealed (format.md, "Header"). */
export interface Header {
  /** The plaintext of a chunk is 2^log2Chunk bytes: 8 to 20. */
  readonly log2Chunk: number
  /** A power of two, 1 to 16,384. */
  readonly chunksPerPart: number
}

/** 256 KiB chunks, 16 MiB parts. */
export const DEFAULT_HEADER: Header = { log2Chunk: 18, chunksPerPart: 64 }
/** Plaintext bytes of a whole part under the default header. Less is sealed only when the link is made. */
export const DEFAULT_PART_BYTES = 2 ** DEFAULT_HEADER.log2Chunk * DEFAULT_HEADER.chunksPerPart

function isValid({ log2Chunk, chunksPerPart }: Header): boolean {
  const chunkFits = Number.isInteger(log2Chunk) && log2Chunk >= MIN_LOG2_CHUNK && log2Chunk <= MAX_LOG2_CHUNK
  const partFits =
    chunksPerPart >= 1 && chunksPerPart <= MAX_CHUNKS_PER_PART && Number.isInteger(Math.log2(chunksPerPart))
  return chunkFits && partFits
}

/** The header's 16 bytes. Errors: `header-invalid`. */
export function encodeHeader(header: Header): Bytes {
  if (!isValid(header)) throw new DropError('header-invalid')
  return concatBytes(utf8(MAGIC), Uint8Array.of(VERSION, SUITE, header.log2Chunk, 0), u32(header.chunksPerPart))
}

/** Reads 16 bytes. Errors: `header-invalid` for any other length, magic, version, suite, reserved byte or geometry. */
export function parseHeader(bytes: Uint8Array): Header {
  if (bytes.length !== HEADER_BYTES) throw new DropError('header-invalid')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = { log2Chunk: view.getUint8(10), chunksPerPart: view.getUint32(12) }
  if (!isValid(header)) throw new DropError('header-invalid')
  // Comparing with what we would write refuses every other magic, version, suite and reserved byte at once.
  if (!encodeHeader(header).every((byte, index) => byte === bytes[index])) throw new DropError('header-invalid')
  return header
}
