import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { PlannedPart } from './plan-parts.ts'
import { inShortTasks } from './short-tasks.ts'

/** The bytes of files in a part, not yet read; zeros follow them. */
export interface PartContent {
  readonly blob: Blob
  /** Bytes the files must have. */
  readonly length: number
}

/**
 * So many files become a Blob at a time: each costs Chromium about 0.1 ms, and a part holds thousands of small ones.
 */
const JOINED_AT_ONCE = 128

/** What files hold of a planned part: those of a browser, which are Blobs. */
export async function contentOf(part: PlannedPart<{ readonly file: unknown }>): Promise<PartContent> {
  const slices = part.segments.flatMap((segment) => {
    if (segment.kind !== 'file') return []
    const { file } = segment.file
    if (!(file instanceof Blob)) throw new Error('a browser picks Blobs')
    // A whole file need not be cut, which costs as much as joining it.
    const isWhole = segment.start === 0 && segment.end === file.size
    return [isWhole ? file : file.slice(segment.start, segment.end)]
  })
  const [only] = slices
  if (slices.length === 1 && only) return { blob: only, length: part.fileBytes }
  const starts = Array.from({ length: Math.ceil(slices.length / JOINED_AT_ONCE) }, (_, at) => at * JOINED_AT_ONCE)
  const joined: Blob[] = []
  await inShortTasks(starts, (start) => joined.push(new Blob(slices.slice(start, start + JOINED_AT_ONCE))))
  return { blob: new Blob(joined), length: part.fileBytes }
}

/** Reads content and appends zeros up to `length` bytes. Errors: `file-unreadable`. */
export async function readContent({ blob, length: expected }: PartContent, length: number): Promise<Bytes> {
  let bytes: Bytes
  try {
    bytes = new Uint8Array(await blob.arrayBuffer())
  } catch (cause) {
    throw new DropError('file-unreadable', { cause })
  }
  // Not every browser refuses to read a file that became shorter.
  if (bytes.length !== expected) throw new DropError('file-unreadable')
  if (expected === length) return bytes
  const padded = new Uint8Array(length)
  padded.set(bytes)
  return padded
}
