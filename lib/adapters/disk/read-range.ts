import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { DropError } from '../../format/drop-error.ts'
import type { ByteRange, StoredPart } from '../../ports/blob-store.ts'
import { fileFailure, systemCode } from './file-failures.ts'
import { partName } from './paths.ts'

/** Bytes read at once: 64 KiB takes twice to three times as long. */
const READ_BYTES = 1 << 20

/** A run of bytes inside one part's file. */
interface Piece {
  readonly part: StoredPart
  readonly offset: number
  readonly length: number
}

/**
 * The pieces of `parts`, laid end to end, that make up `range`. Errors: `bad-request` where the range reaches beyond
 * them.
 */
export function piecesOf(parts: readonly StoredPart[], range: ByteRange): Piece[] {
  const pieces: Piece[] = []
  const end = range.offset + range.length
  let start = 0
  for (const part of parts) {
    const from = Math.max(range.offset, start)
    const to = Math.min(end, start + part.length)
    if (from < to) pieces.push({ part, offset: from - start, length: to - from })
    start += part.length
  }
  if (end > start) throw new DropError('bad-request', { subject: 'offset' })
  return pieces
}

async function openPart(directory: string, { part }: Piece): Promise<FileHandle> {
  const handle = await open(join(directory, partName(part.number)), 'r')
  const { size } = await handle.stat()
  if (size === part.length) return handle
  await handle.close()
  throw new DropError('unavailable', { subject: 'length' })
}

async function* readPieces(directory: string, pieces: readonly Piece[]): AsyncGenerator<Uint8Array, undefined> {
  for (const piece of pieces) {
    const handle = await openPart(directory, piece)
    try {
      for (let done = 0; done < piece.length; ) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, piece.length - done))
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, piece.offset + done)
        if (bytesRead === 0) throw new DropError('unavailable', { subject: 'length' })
        done += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await handle.close()
    }
  }
}

/**
 * The bytes of `pieces` as a stream that holds one file open at a time and closes it when the reader is done, fails or
 * goes away. It resolves once the first bytes are read, so that a blob that is gone is noticed before an answer begins.
 * Errors: `not-found`; `unavailable` where a file has another length.
 */
export async function openPieces(directory: string, pieces: readonly Piece[]): Promise<ReadableStream<Uint8Array>> {
  const bytes = readPieces(directory, pieces)
  try {
    const first = await bytes.next()
    return toStream(bytes, first.value)
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? new DropError('not-found') : fileFailure(error)
  }
}

function toStream(
  bytes: AsyncGenerator<Uint8Array, undefined>,
  first: Uint8Array | undefined,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (first !== undefined) controller.enqueue(first)
    },
    async pull(controller) {
      const next = await bytes.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await bytes.return(undefined)
    },
  })
}
