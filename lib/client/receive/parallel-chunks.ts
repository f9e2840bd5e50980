import type { PartRun } from '../../crypto/open-payload.ts'
import type { Bytes } from '../../format/bytes.ts'
import { type Geometry, parsePartNumber } from '../../format/geometry.ts'
import { type ChunkJob, type ChunkSourceDeps, readChunks } from './chunk-source.ts'

/** How a payload is read in ranges that overlap. */
export interface Lanes {
  /** Stored bytes of one range, about; at least a part. */
  readonly rangeBytes: number
  /** The next range is asked for when so many bytes of the current one, or less, are left. */
  readonly aheadBytes: number
  /** Opened bytes that one lane may hold: of the range whose turn it is, and of the next one. */
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

/** One range that is read before its turn, and holds no more than it may. */
class Lane {
  readonly #held: Bytes[] = []
  readonly #source: AsyncGenerator<Bytes, void, undefined>
  readonly #holdBytes: number
  #bytes = 0
  #isOver = false
  #failure: { readonly cause: unknown } | null = null
  #wake: () => void = () => {}
  readonly #running: Promise<void>

  constructor(source: AsyncGenerator<Bytes, void, undefined>, holdBytes: number) {
    this.#source = source
    this.#holdBytes = holdBytes
    this.#running = this.#fill()
  }

  async #fill(): Promise<void> {
    try {
      for await (const chunk of this.#source) {
        this.#held.push(chunk)
        this.#bytes += chunk.length
        this.#signal()
        while (this.#bytes >= this.#holdBytes && !this.#isOver) await this.#change()
        if (this.#isOver) return
      }
    } catch (cause) {
      this.#failure = { cause }
    }
    this.#isOver = true
    this.#signal()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake
      this.#wake = () => {
        before()
        resolve()
      }
    })
  }

  async *chunks(): AsyncGenerator<Bytes, void, undefined> {
    for (;;) {
      const chunk = this.#held.shift()
      if (chunk !== undefined) {
        this.#bytes -= chunk.length
        this.#signal()
        yield chunk
      } else if (this.#failure !== null) throw this.#failure.cause
      else if (this.#isOver) return
      else await this.#change()
    }
  }

  #signal(): void {
    const wake = this.#wake
    this.#wake = () => {}
    wake()
  }

  async close(): Promise<void> {
    this.#isOver = true
    this.#signal()
    await this.#running
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
): AsyncGenerator<Bytes, void, undefined> {
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
      for await (const chunk of current.lane.chunks()) {
        left -= chunk.length
        if (left <= aheadBytes) next ??= begin()
        yield chunk
      }
      running.delete(current.lane)
    }
  } finally {
    stop.abort()
    await Promise.all([...running].map((lane) => lane.close()))
  }
}
