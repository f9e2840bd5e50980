import type { OpenedChunks, PartRun } from '../../crypto/open-payload.ts'
import { type Bytes, totalBytes } from '../../format/bytes.ts'
import { type Geometry, parsePartNumber } from '../../format/geometry.ts'
import { type ChunkJob, type ChunkSourceDeps, readChunks } from './chunk-source.ts'

/** How a payload is read in ranges that overlap. */
export interface Lanes {
  /** Stored bytes of one range, about; at least a part. */
  readonly rangeBytes: number
  /** The next range is asked for when so many bytes of the current one, or less, are left. */
  readonly aheadBytes: number
  /** So many opened bytes of the next range are held until its turn; more where more came together. */
  readonly holdBytes: number
}

/** Runs as ranges of a few parts each, in order. */
export function cutRuns({ partBytes, parts }: Geometry, runs: readonly PartRun[], rangeBytes: number): PartRun[] {
  const step = Math.max(1, Math.floor(rangeBytes / partBytes))
  return runs.flatMap(({ firstPart, lastPart }) =>
    Array.from({ length: Math.ceil((lastPart - firstPart + 1) / step) }, (_, at) => ({
      firstPart: parsePartNumber(firstPart + at * step, parts),
      lastPart: parsePartNumber(Math.min(lastPart, firstPart + (at + 1) * step - 1), parts),
    })),
  )
}

/** One range: before its turn it is read as far as it may be held, in its turn as fast as it is taken. */
class Lane {
  readonly #source: OpenedChunks
  readonly #held: (readonly Bytes[])[] = []
  readonly #filling: Promise<void>
  #isAhead = true
  #failure: { readonly cause: unknown } | null = null

  constructor(source: OpenedChunks, holdBytes: number) {
    this.#source = source
    this.#filling = this.#fill(holdBytes)
  }

  async #fill(holdBytes: number): Promise<void> {
    try {
      for (let bytes = 0; this.#isAhead && bytes < holdBytes; ) {
        const next = await this.#source.next()
        if (next.done === true) return
        this.#held.push(next.value)
        bytes += totalBytes(next.value)
      }
    } catch (cause) {
      this.#failure = { cause }
    }
  }

  async *chunks(): OpenedChunks {
    this.#isAhead = false
    yield* this.#held.splice(0)
    // Those that were asked for ahead may still be on their way.
    await this.#filling
    yield* this.#held.splice(0)
    if (this.#failure !== null) throw this.#failure.cause
    yield* this.#source
  }

  async close(): Promise<void> {
    this.#isAhead = false
    await this.#filling
    await this.#source.return()
  }
}

/** Opened bytes of a run of whole parts. */
function openedBytes({ partBytes, length }: Geometry, { firstPart, lastPart }: PartRun): number {
  return Math.min(length, lastPart * partBytes) - (firstPart - 1) * partBytes
}

/**
 * As `readChunks`, with the next range on its way before the current one has ended: what comes before its turn is
 * opened and held. Chunks come in order, each after its tag was verified. Errors: those of `readChunks`.
 */
export async function* readInParallel(
  deps: Omit<ChunkSourceDeps, 'kept'>,
  job: ChunkJob,
  { rangeBytes, aheadBytes, holdBytes }: Lanes,
  signal: AbortSignal,
): OpenedChunks {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const waiting = cutRuns(job.geometry, job.runs, rangeBytes)
  const running = new Set<Lane>()
  const begin = (): { readonly lane: Lane; readonly bytes: number } | null => {
    const run = waiting.shift()
    if (run === undefined) return null
    const lane = new Lane(readChunks({ ...deps, kept: null }, { ...job, runs: [run] }, both), holdBytes)
    running.add(lane)
    return { lane, bytes: openedBytes(job.geometry, run) }
  }
  try {
    for (let current = begin(), next: typeof current = null; current !== null; current = next ?? begin()) {
      let left = current.bytes
      next = left <= aheadBytes ? begin() : null
      for await (const chunks of current.lane.chunks()) {
        left -= totalBytes(chunks)
        if (left <= aheadBytes) next ??= begin()
        yield chunks
      }
      running.delete(current.lane)
    }
  } finally {
    stop.abort()
    await Promise.all([...running].map((lane) => lane.close()))
  }
}
