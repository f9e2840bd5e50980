import type { FetchRange } from '../../adapters/http/fetch-range.ts'
import { openParts, type PartOpener, type PartRun } from '../../crypto/open-payload.ts'
import type { PayloadKey } from '../../crypto/payload-key.ts'
import type { Bytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { type Geometry, type PartNumber, parsePartNumber, sealedRange } from '../../format/geometry.ts'
import type { KeptParts } from '../../ports/kept-downloads.ts'
import type { PartsGrant } from '../../wire/links.ts'
import type { Patience } from '../patience.ts'
import { type PartSequence, partSequence } from './part-sequence.ts'

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

export interface ChunkSourceDeps {
  readonly fetchRange: FetchRange
  readonly patience: Patience
  /** Grants a window of at most `parts` parts that begins at a part. */
  readonly grantFrom: (firstPart: PartNumber, parts: number) => Promise<PartsGrant>
  /** Where parts are kept as they come, and read again from; `null` for nowhere. */
  readonly kept: KeptParts | null
  /** What opens chunks; WebCrypto where nothing is said. */
  readonly openPart?: PartOpener
}

/** Parts that are being read. */
interface Run {
  readonly chunks: AsyncGenerator<Bytes, void, undefined>
  /** The place, in the sequence, of the last of them. */
  readonly lastPlace: number
  readonly isKept: boolean
  /** When it was opened, and how many chunks had been delivered then. */
  readonly begun: { readonly at: number; readonly delivered: number }
  /** Chunks at its beginning that were delivered before. */
  skip: number
}

/** Refuses a grant other than for whole parts from `firstPart` to at most `end`. */
function checkGrant(geometry: Geometry, grant: PartsGrant, firstPart: PartNumber, end: PartNumber): PartNumber {
  if (grant.firstPart !== firstPart || grant.lastPart < firstPart || grant.lastPart > end)
    throw new DropError('unavailable', { subject: 'grant' })
  const lastPart = parsePartNumber(grant.lastPart, geometry.parts)
  const first = sealedRange(geometry, firstPart)
  const last = sealedRange(geometry, lastPart)
  if (grant.offset !== first.offset || grant.length !== last.offset + last.length - first.offset)
    throw new DropError('unavailable', { subject: 'grant' })
  return lastPart
}

/** Passes pieces on once they are kept, from `at` on. */
async function* keepPieces(pieces: AsyncIterable<Bytes>, kept: KeptParts, at: number) {
  let next = at
  for await (const piece of pieces) {
    kept.write(next, piece)
    next += piece.length
    yield piece
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
 * A plan's chunks in order, each opened, from what is kept here and then through windows that are granted one after another. A failure of the network costs no chunk that
 * was delivered: the next window begins at the current part, and what was delivered of it is skipped.
 */
class ChunkSource {
  readonly #deps: ChunkSourceDeps
  readonly #job: ChunkJob
  readonly #sequence: PartSequence
  readonly #signal: AbortSignal
  #delivered = 0
  #run: Run | null = null
  #ahead: { readonly place: number; readonly grant: Promise<PartsGrant> } | null = null

  constructor(deps: ChunkSourceDeps, job: ChunkJob, signal: AbortSignal) {
    this.#deps = deps
    this.#job = job
    this.#signal = signal
    this.#sequence = partSequence(job.geometry, job.runs)
    if (job.grant !== null && this.#fits(job.grant)) this.#ahead = { place: 0, grant: Promise.resolve(job.grant) }
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

  #grant(place: number): Promise<PartsGrant> {
    const firstPart = this.#partAt(place)
    return this.#deps.grantFrom(firstPart, this.#sequence.endOfRun(place) - firstPart + 1)
  }

  async #fetch(place: number): Promise<{ lastPart: PartNumber; sealed: AsyncIterable<Bytes> }> {
    const granted = this.#ahead?.place === place ? this.#ahead.grant : this.#grant(place)
    this.#ahead = null
    const grant = await granted
    const lastPart = checkGrant(this.#job.geometry, grant, this.#partAt(place), this.#sequence.endOfRun(place))
    const sealed = this.#deps.fetchRange(grant, this.#signal)
    const { kept } = this.#deps
    return { lastPart, sealed: kept === null ? sealed : keepPieces(sealed, kept, this.#sequence.sealedBefore(place)) }
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

  /** Asks for the next window in the last part of this one, so that no time passes between them: a minute before its end at the most, or a slow line would find it expired. */
  #grantAhead({ lastPlace, begun }: Run): void {
    const { parts, chunksBefore } = this.#sequence
    const next = lastPlace + 1
    if (next >= parts.length || this.#isKept(next) || this.#delivered <= chunksBefore(lastPlace)) return
    const perChunk = (this.#deps.patience.now() - begun.at) / (this.#delivered - begun.delivered)
    const isSoon = (chunksBefore(next) - this.#delivered) * perChunk <= AHEAD_MS
    if (!isSoon || this.#ahead?.place === next) return
    const grant = this.#grant(next)
    grant.catch(() => {}) // whoever awaits it sees the failure
    this.#ahead = { place: next, grant }
  }

  /** Kept bytes that are not what they were are fetched again. */
  async #forgetKept(run: Run, error: unknown): Promise<void> {
    if (!run.isKept || !isDropError(error, 'payload-tampered')) throw error
    this.#deps.kept?.cut(this.#sequence.sealedBefore(run.lastPlace))
    await this.close()
  }

  async #read(): Promise<Bytes | null> {
    while (this.#delivered < this.#sequence.chunks || this.#run !== null) {
      const run = (this.#run ??= await this.#open())
      const next = await run.chunks.next().catch((error: unknown) => this.#forgetKept(run, error))
      if (next === undefined) continue
      if (next.done === true) this.#run = null
      else if (run.skip > 0) run.skip -= 1
      else {
        this.#delivered += 1
        this.#grantAhead(run)
        return next.value
      }
    }
    return null
  }

  /** The next chunk, `null` after the last one and the check that nothing follows it. */
  next(): Promise<Bytes | null> {
    return this.#deps.patience.run(this.#signal, async () => {
      try {
        return await this.#read()
      } catch (error) {
        await this.close()
        throw error
      }
    })
  }

  async close(): Promise<void> {
    const run = this.#run
    this.#run = null
    await run?.chunks.return()
  }
}

/**
 * The chunks of a plan's parts, in order, each after its tag was verified. Ends normally only once all came and none more.
 * Errors: `payload-tampered`, `payload-too-long`, `lease-ended`, what grants and storage answer and no retry mends, `cancelled`.
 */
export async function* readChunks(
  deps: ChunkSourceDeps,
  job: ChunkJob,
  signal: AbortSignal,
): AsyncGenerator<Bytes, void, undefined> {
  const source = new ChunkSource(deps, job, signal)
  try {
    for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) yield chunk
  } finally {
    await source.close()
  }
}
