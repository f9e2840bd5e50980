import type { PutSealed } from '../../adapters/http/put-part.ts'
import { checkNotCancelled } from '../../adapters/http/retry.ts'
import type { PayloadKey } from '../../crypto/payload-key.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { sealChunks, sealPart } from '../../crypto/seal-part.ts'
import type { Bytes } from '../../format/bytes.ts'
import { TAG_BYTES } from '../../format/constants.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import type { PartNumber } from '../../format/geometry.ts'
import { parseHeader } from '../../format/header.ts'
import type { SealedFile, SealedFiles } from '../../ports/sealed-file.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import type { PlannedPart } from './plan-parts.ts'
import { inShortTasks } from './short-tasks.ts'

/**
 * One part to be sealed. It can be posted to a worker: the key cannot be read out, and the plaintext is not read
 * before.
 */
export interface SealJob {
  readonly key: PayloadKey
  readonly number: PartNumber
  readonly final: boolean
  /** Bytes of the plaintext. */
  readonly length: number
  readonly content: PartContent
}

/** The bytes of files in a part, not yet read; zeros follow them. */
export interface PartContent {
  readonly blob: Blob
  /** Bytes the files must have. */
  readonly length: number
}

/**
 * What became of a PUT: `lost` where the sealed bytes are gone with what held them, and the part has to be sealed
 * afresh.
 */
export type PutResult = 'stored' | 'lost'

/** A part that was sealed once and is kept, where it was sealed, until it is stored. */
export interface HeldPart {
  /** 16 bytes, for the manifest. */
  readonly salt: Bytes
  /** Whether its sealed bytes lie in a file, and need no memory. */
  readonly inFile: boolean
  /** The same bytes at each call. Errors: as `PutPart`. */
  readonly put: (grant: UploadGrant, signal: AbortSignal) => Promise<PutResult>
  /** Lets the bytes go; resolves once they are gone, where that takes a while. */
  readonly release: () => Promise<void> | void
}

/** Seals a part here or in a worker. Errors: `file-unreadable`, `cancelled`. */
export type SealPlaintext = (job: SealJob, signal: AbortSignal) => Promise<HeldPart>

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

/** Whether what lies in a file is still there: people may clear what a site keeps. */
async function isThere(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}

/** What lies in a file, which goes when it is released. `lost` hears where it went before. */
function holdFile(salt: Bytes, file: SealedFile, whole: File, put: PutSealed, lost: () => void): HeldPart {
  return {
    salt,
    inFile: true,
    put: async (grant, stop) => {
      try {
        await put(grant, whole, stop)
        return 'stored'
      } catch (error) {
        const isNetwork = isDropError(error) && error.code === 'network'
        if (!isNetwork || (await isThere(whole))) throw error
        lost()
        return 'lost'
      }
    },
    release: () => file.remove(),
  }
}

/** What is in memory, as chunks. */
function holdChunks(salt: Bytes, chunks: readonly Bytes[], put: PutSealed): HeldPart {
  return {
    salt,
    inFile: false,
    put: async (grant, stop) => {
      await put(grant, chunks, stop)
      return 'stored'
    },
    release: () => {},
  }
}

/**
 * Seals parts in this thread and stores them from it: by way of a file where one can be opened, else from memory. The
 * whole part is read at once: piece by piece takes twice as long (DESIGN 10). Sealed chunks in memory are not joined:
 * they are on their way to storage sooner by a copy of all of them.
 */
export function createSealPlaintext(random: RandomSource, put: PutSealed, files?: SealedFiles): SealPlaintext {
  /** `null` where there is no file for it, or no room in one. */
  async function sealToFile(job: SealJob, plaintext: Bytes): Promise<HeldPart | null> {
    const file = (await files?.open(job.length)) ?? null
    if (files === undefined || file === null) return null
    const sealedChunk = 2 ** parseHeader(job.key.header).log2Chunk + TAG_BYTES
    try {
      const salt = await sealChunks(job.key, job, plaintext, random, (at, pieces) => {
        let offset = at * sealedChunk
        for (const piece of pieces) {
          const { length } = piece
          file.write(piece, offset)
          offset += length
        }
      })
      const whole = await file.finish()
      files.letGo(plaintext)
      return holdFile(salt, file, whole, put, () => files.giveUp())
    } catch {
      await file.remove()
      files.giveUp()
      return null
    }
  }

  return async (job, signal) => {
    const plaintext = await readContent(job.content, job.length)
    checkNotCancelled(signal)
    let held = await sealToFile(job, plaintext)
    if (held === null) {
      const { salt, chunks } = await sealPart(job.key, job, plaintext, random)
      held = holdChunks(salt, chunks, put)
    }
    if (signal.aborted) await held.release()
    checkNotCancelled(signal)
    return held
  }
}
