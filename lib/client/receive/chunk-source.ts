import { checkNotCancelled } from '../../adapters/http/retry.ts'
import { type OpenedChunks, openParts, type PartOpener, type PartRun } from '../../crypto/open-payload.ts'
import type { PayloadKey } from '../../crypto/payload-key.ts'
import type { Bytes } from '../../format/bytes.ts'
import { isDropError } from '../../format/drop-error.ts'
import { type Geometry, type PartNumber, parsePartNumber } from '../../format/geometry.ts'
import type { KeptParts } from '../../ports/kept-downloads.ts'
import type { PartsGrant } from '../../wire/links.ts'
import type { Patience } from '../patience.ts'
import { bytesAhead } from './bytes-ahead.ts'
import { type PartSequence, partSequence } from './part-sequence.ts'
import { type Window, Windows, type WindowsDeps } from './windows.ts'

/** What is read, and by which grants. */
export interface ChunkJob {
  readonly payloadKey: PayloadKey
  readonly geometry: Geometry
  readonly partSalts: readonly Bytes[]
  /** The parts to read, in order; runs neither touch nor overlap. */
  readonly runs: readonly PartRun[]
  /** A window that was granted already. It is used where it fits. */
  readonly grant: PartsGrant | null
}

export interface ChunkSourceDeps extends WindowsDeps {
  readonly patience: Patience
  /** Where parts are kept as they come, and read again from; `null` for nowhere. */
  readonly kept: KeptParts | null
  /** What opens chunks; WebCrypto where nothing is said. */
  readonly openPart?: PartOpener
}

/** Parts that are being read. */
interface Run {
  readonly chunks: OpenedChunks
  /** The place, in the sequence, of the last of them. */
  readonly lastPlace: number
  readonly isKept: boolean
  /** When it was opened, and how many chunks had been delivered then. */
  readonly begun: { readonly at: number; readonly delivered: number }
  /** Chunks at its beginning that were delivered before. */
  skip: number
}

/** Passes pieces on once they are kept, from `at` on. */
async function* keepPieces({ pieces }: Window, kept: KeptParts, at: number) {
  let place = at
  try {
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
      kept.write(place, next.value)
      place += next.value.length
      yield next.value
    }
  } finally {
    await pieces.return?.()
  }
}

/** How long before the end of a window the next one is asked for at the most, in ms: a URL is good for five minutes. */
const AHEAD_MS = 60_000
/** Kept bytes are read in pieces of so many. */
const PIECE = 2 ** 20

async function* readKept(kept: KeptParts, at: number, length: number) {
  for (let done = 0; done < length; done += PIECE)
    yield await Promise.resolve(kept.read(at + done, Math.min(PIECE, length - done)))
}

/**
 * A plan's chunks in order, each opened, from what is kept here and then through windows that are granted one after
 * another. A failure of the network costs no chunk that was delivered: the next window begins at the current part, and
 * what was delivered of it is skipped.
 */
class ChunkSource {
  readonly #deps: ChunkSourceDeps
  readonly #job: ChunkJob
  readonly #sequence: PartSequence
  readonly #signal: AbortSignal
  readonly #windows: Windows
  #delivered = 0
  #run: Run | null = null

  constructor(deps: ChunkSourceDeps, job: ChunkJob, signal: AbortSignal) {
    this.#deps = deps
    this.#job = job
    this.#signal = signal
    this.#sequence = partSequence(job.geometry, job.runs)
    this.#windows = new Windows(deps, job.geometry, this.#sequence, signal)
    if (job.grant !== null && this.#fits(job.grant)) this.#windows.expect(0, job.grant)
  }

  /** Whether a window that nobody asked for by the plan begins with it and holds no part beside it. */
  #fits({ firstPart, lastPart }: PartsGrant): boolean {
    return !this.#isKept(0) && firstPart === this.#sequence.parts[0] && lastPart <= this.#sequence.endOfRun(0)
  }

  #isKept(place: number): boolean {
    const { parts, sealedBefore, sealedLength } = this.#sequence
    const { kept } = this.#deps
    return kept !== null && place < parts.length && kept.length >= sealedBefore(place) + sealedLength(place)
  }

  #partAt(place: number): PartNumber {
    return parsePartNumber(this.#sequence.parts[place] ?? 0)
  }

  async #fetch(place: number): Promise<{ lastPart: PartNumber; sealed: AsyncIterable<Bytes> }> {
    const window = await this.#windows.open(place)
    const { lastPart, pieces } = window
    const { kept } = this.#deps
    const sealed =
      kept === null
        ? { [Symbol.asyncIterator]: () => pieces }
        : keepPieces(window, kept, this.#sequence.sealedBefore(place))
    return { lastPart, sealed }
  }

  #readAgain(place: number, kept: KeptParts): { lastPart: PartNumber; sealed: AsyncIterable<Bytes> } {
    const { sealedBefore, sealedLength } = this.#sequence
    return { lastPart: this.#partAt(place), sealed: readKept(kept, sealedBefore(place), sealedLength(place)) }
  }

  async #open(): Promise<Run> {
    const { payloadKey, geometry, partSalts } = this.#job
    const { placeOf, chunksBefore } = this.#sequence
    const place = placeOf(this.#delivered)
    const { kept, openPart } = this.#deps
    const isKept = kept !== null && this.#isKept(place)
    const begun = { at: this.#deps.patience.now(), delivered: this.#delivered }
    const { lastPart, sealed } = isKept ? this.#readAgain(place, kept) : await this.#fetch(place)
    const firstPart = this.#partAt(place)
    const chunks = openParts(payloadKey, geometry, partSalts, { firstPart, lastPart }, sealed, openPart)
    const lastPlace = place + lastPart - firstPart
    return { chunks, lastPlace, isKept, begun, skip: this.#delivered - chunksBefore(place) }
  }

  /**
   * Asks for the grant of the next window in the last part of this one, a minute before its end at the most, or a slow
   * line would find it expired; and for its bytes shortly before the end: so no time passes between the two.
   */
  #lookAhead({ lastPlace, begun }: Run): void {
    const { parts, chunks, chunksBefore } = this.#sequence
    const next = lastPlace + 1
    if (next >= parts.length || this.#isKept(next) || this.#delivered <= chunksBefore(lastPlace)) return
    const { chunkBytes } = this.#job.geometry
    const left = (Math.min(chunks, chunksBefore(next)) - this.#delivered) * chunkBytes
    const bytesPerMs = ((this.#delivered - begun.delivered) * chunkBytes) / (this.#deps.patience.now() - begun.at)
    if (left / bytesPerMs <= AHEAD_MS) this.#windows.expect(next)
    if (left <= bytesAhead(bytesPerMs * 1000)) this.#windows.begin()
  }

  /** Kept bytes that are not what they were are fetched again. */
  async #forgetKept(run: Run, error: unknown): Promise<void> {
    if (!run.isKept || !isDropError(error, 'payload-tampered')) throw error
    this.#deps.kept?.cut(this.#sequence.sealedBefore(run.lastPlace))
    await this.close()
  }

  async #read(): Promise<readonly Bytes[] | null> {
    while (this.#delivered < this.#sequence.chunks || this.#run !== null) {
      const run = (this.#run ??= await this.#open())
      const next = await run.chunks.next().catch((error: unknown) => this.#forgetKept(run, error))
      if (next === undefined) continue
      if (next.done === true) {
        this.#run = null
        continue
      }
      const chunks = next.value.slice(run.skip)
      run.skip -= next.value.length - chunks.length
      if (chunks.length === 0) continue
      this.#delivered += chunks.length
      this.#lookAhead(run)
      return chunks
    }
    return null
  }

  async #readOrClose(): Promise<readonly Bytes[] | null> {
    try {
      return await this.#read()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /**
   * The next chunks, `null` after the last one and the check that nothing follows it. There are thousands: only what
   * fails is a matter of patience.
   */
  async next(): Promise<readonly Bytes[] | null> {
    checkNotCancelled(this.#signal)
    try {
      return await this.#readOrClose()
    } catch (error) {
      return this.#deps.patience.runAgain(this.#signal, error, () => this.#readOrClose())
    }
  }

  async close(): Promise<void> {
    const run = this.#run
    this.#run = null
    this.#windows.close()
    await run?.chunks.return()
  }
}

/**
 * The chunks of a plan's parts, in order, each after its tag was verified. Ends normally only once all came and none
 * more.
 * Errors: `payload-tampered`, `payload-too-long`, `lease-ended`, what grants and storage answer and no retry mends,
 * `cancelled`.
 */
export async function* readChunks(deps: ChunkSourceDeps, job: ChunkJob, signal: AbortSignal): OpenedChunks {
  const source = new ChunkSource(deps, job, signal)
  try {
    for (let chunks = await source.next(); chunks !== null; chunks = await source.next()) yield chunks
  } finally {
    await source.close()
  }
}
