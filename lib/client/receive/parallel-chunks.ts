import type { OpenedChunks, PartRun } from '../../crypto/open-payload.ts'
import { type Bytes, totalBytes } from '../../format/bytes.ts'
import { type Geometry, parsePartNumber } from '../../format/geometry.ts'
import { DEFAULT_PART_BYTES } from '../../format/header.ts'
import { type ChunkJob, type ChunkSourceDeps, readChunks } from './chunk-source.ts'
import type { LanePace } from './lane-pace.ts'

/** How a payload is read in ranges that overlap. */
export interface Lanes {
  /** How many come at the same time; the rest is of one after another. */
  readonly pace: Pick<LanePace, 'atOnce' | 'came'>
  /** Stored bytes of one range, about; at least a part. */
  readonly rangeBytes: number
  /** The next range is asked for when so many bytes of the current one, or less, are left. */
  readonly aheadBytes: number
  /** So many opened bytes of the next range are held until its turn; more where more came together. */
  readonly holdBytes: number
}

/** Opened bytes of each range that are held where several come at the same time: a part of the usual size. */
const HOLD_EACH = DEFAULT_PART_BYTES

/** Runs that are cut into ranges one by one, in order. */
class Ranges {
  readonly #geometry: Geometry
  readonly #runs: PartRun[]

  constructor(geometry: Geometry, runs: readonly PartRun[]) {
    this.#geometry = geometry
    this.#runs = [...runs]
  }

  /** The next one, of so many parts at the most; `null` after the last. */
  take(parts: number): PartRun | null {
    const run = this.#runs.shift()
    if (run === undefined) return null
    const { firstPart, lastPart } = run
    const end = firstPart + parts - 1
    if (end >= lastPart) return run
    this.#runs.unshift({ firstPart: parsePartNumber(end + 1, this.#geometry.parts), lastPart })
    return { firstPart, lastPart: parsePartNumber(end, this.#geometry.parts) }
  }
}

/** One range: before its turn it is read as far as it may be held, in its turn as fast as it is taken. */
class Lane {
  readonly #source: OpenedChunks
  readonly #onCame: (bytes: number) => void
  readonly #held: (readonly Bytes[])[] = []
  readonly #filling: Promise<void>
  #isAhead = true
  #isComing = true
  #failure: { readonly cause: unknown } | null = null

  /** `onCame` hears of all bytes, held or taken. */
  constructor(source: OpenedChunks, holdBytes: number, onCame: (bytes: number) => void) {
    this.#source = source
    this.#onCame = onCame
    this.#filling = this.#fill(holdBytes)
  }

  async #next(): Promise<readonly Bytes[] | null> {
    const next = await this.#source.next()
    if (next.done === true) {
      this.#isComing = false
      return null
    }
    this.#onCame(totalBytes(next.value))
    return next.value
  }

  async #fill(holdBytes: number): Promise<void> {
    try {
      for (let bytes = 0; this.#isAhead && bytes < holdBytes; ) {
        const next = await this.#next()
        if (next === null) return
        this.#held.push(next)
        bytes += totalBytes(next)
      }
    } catch (cause) {
      this.#failure = { cause }
      this.#isComing = false
    }
  }

  /** Whether there is more of it than what is held. */
  get isComing(): boolean {
    return this.#isComing
  }

  async *chunks(): OpenedChunks {
    this.#isAhead = false
    yield* this.#held.splice(0)
    // Those that were asked for ahead may still be on their way.
    await this.#filling
    yield* this.#held.splice(0)
    if (this.#failure !== null) throw this.#failure.cause
    for (let next = await this.#next(); next !== null; next = await this.#next()) yield next
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

/** A job's ranges that are on their way, in order: the first one is the one that is taken. */
class Reading {
  readonly #deps: Omit<ChunkSourceDeps, 'kept'>
  readonly #job: ChunkJob
  readonly #lanes: Lanes
  readonly #ranges: Ranges
  readonly #stop = new AbortController()
  readonly #signal: AbortSignal
  readonly #running: { readonly lane: Lane; left: number }[] = []

  constructor(deps: Omit<ChunkSourceDeps, 'kept'>, job: ChunkJob, lanes: Lanes, signal: AbortSignal) {
    this.#deps = deps
    this.#job = job
    this.#lanes = lanes
    this.#ranges = new Ranges(job.geometry, job.runs)
    this.#signal = AbortSignal.any([signal, this.#stop.signal])
  }

  /** Begins the next range; says whether there is one. */
  #begin(parts: number, holdBytes: number): boolean {
    const run = this.#ranges.take(parts)
    if (run === null) return false
    const source = readChunks({ ...this.#deps, kept: null }, { ...this.#job, runs: [run] }, this.#signal)
    const lane = new Lane(source, holdBytes, (bytes) => {
      this.#lanes.pace.came(bytes, this.#coming)
    })
    this.#running.push({ lane, left: openedBytes(this.#job.geometry, run) })
    return true
  }

  get #coming(): number {
    return this.#running.filter(({ lane }) => lane.isComing).length
  }

  get #isNearEnd(): boolean {
    const [current] = this.#running
    return current === undefined || current.left <= this.#lanes.aheadBytes
  }

  /**
   * Begins what should be on its way by now: the next range shortly before the end of the one before it, or several of
   * a part each. Of those one more is held than come at the same time, so that the first one keeps none waiting.
   */
  #beginDue(): void {
    const { pace, rangeBytes, holdBytes } = this.#lanes
    const { atOnce } = pace
    const parts = Math.max(1, Math.floor(rangeBytes / this.#job.geometry.partBytes))
    if (atOnce === 1) while (this.#running.length < 2 && this.#isNearEnd && this.#begin(parts, holdBytes));
    else while (this.#running.length <= atOnce && this.#coming < atOnce && this.#begin(1, HOLD_EACH));
  }

  async *chunks(): OpenedChunks {
    try {
      this.#beginDue()
      for (let [current] = this.#running; current !== undefined; [current] = this.#running) {
        for await (const chunks of current.lane.chunks()) {
          current.left -= totalBytes(chunks)
          this.#beginDue()
          yield chunks
        }
        this.#running.shift()
        this.#beginDue()
      }
    } finally {
      this.#stop.abort()
      await Promise.all(this.#running.map(({ lane }) => lane.close()))
    }
  }
}

/**
 * As `readChunks`, with further ranges on their way before the current one has ended: what comes before its turn is
 * opened and held. Chunks come in order, each after its tag was verified. Errors: those of `readChunks`.
 */
export function readInParallel(
  deps: Omit<ChunkSourceDeps, 'kept'>,
  job: ChunkJob,
  lanes: Lanes,
  signal: AbortSignal,
): OpenedChunks {
  return new Reading(deps, job, lanes, signal).chunks()
}
