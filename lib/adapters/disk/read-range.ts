import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { DropError } from '../../format/drop-error.ts'
import type { ByteRange, StoredPart } from '../../ports/blob-store.ts'
import { fileFailure, systemCode } from './file-failures.ts'
import { partName } from './paths.ts'

/** Bytes read at once: pieces of 64 KiB cost nearly twice as much of the processor. */
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

/** Two buffers of `length` bytes, by turns. */
function takeTurns(length: number): () => Uint8Array {
  const buffers: Uint8Array[] = []
  let turn = 0
  return () => {
    turn = 1 - turn
    return (buffers[turn] ??= Buffer.allocUnsafeSlow(length))
  }
}

async function* readPieces(directory: string, pieces: readonly Piece[]): AsyncGenerator<Uint8Array, undefined> {
  const longest = Math.max(...pieces.map(({ length }) => length))
  const buffer = takeTurns(Math.min(READ_BYTES, longest))
  for (const piece of pieces) {
    const handle = await openPart(directory, piece)
    try {
      for (let done = 0; done < piece.length; ) {
        const into = buffer()
        const wanted = Math.min(into.length, piece.length - done)
        const { bytesRead } = await handle.read(into, 0, wanted, piece.offset + done)
        if (bytesRead === 0) throw new DropError('unavailable', { subject: 'length' })
        done += bytesRead
        yield into.subarray(0, bytesRead)
      }
    } finally {
      await handle.close()
    }
  }
}

/**
 * The bytes of a range in order. [Note: Two buffers] Memory for each piece would cost more than reading it: the system
 * hands it out page by page, and the collector takes it back. So a piece stands only until the next but one is asked
 * for, long enough to be sent while the next one is read; whoever keeps it copies it.
 */
export interface RangeBytes {
  /** `null` at the end, and once it is closed. Errors: `unavailable` where a file has another length; the system's. */
  next(): Promise<Uint8Array | null>
  /** Closes the file. May be called at any time, and again. */
  close(): Promise<void>
}

/**
 * Reads `pieces` with one file open at a time. It resolves once the first bytes are read, so that a blob that is gone is
 * noticed before an answer begins.
 * Errors: `not-found`; `unavailable` where a file has another length.
 */
export async function openRange(directory: string, pieces: readonly Piece[]): Promise<RangeBytes> {
  const bytes = readPieces(directory, pieces)
  try {
    let first = (await bytes.next()).value
    return {
      async next() {
        const piece = first ?? (await bytes.next()).value ?? null
        first = undefined
        return piece
      },
      async close() {
        first = undefined
        await bytes.return(undefined)
      },
    }
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? new DropError('not-found') : fileFailure(error)
  }
}

/** The same as a stream of copies, which closes the file when its reader is done, fails or goes away. */
export function copiesOf(bytes: RangeBytes): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await bytes.next()
        if (piece === null) controller.close()
        else controller.enqueue(new Uint8Array(piece))
      },
      cancel: () => bytes.close(),
    },
    { highWaterMark: 0 },
  )
}
