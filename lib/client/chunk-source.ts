import type { FetchRange } from '../adapters/http/fetch-range.ts'
import { openParts } from '../crypto/open-payload.ts'
import type { PayloadKey } from '../crypto/payload-key.ts'
import type { Bytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import {
  firstChunk,
  type Geometry,
  type PartNumber,
  parseChunkIndex,
  parsePartNumber,
  partOfChunk,
  sealedRange,
} from '../format/geometry.ts'
import type { PartsGrant } from '../wire/links.ts'
import type { Patience } from './patience.ts'

/** What is read, and by which grants. */
export interface ChunkJob {
  readonly payloadKey: PayloadKey
  readonly geometry: Geometry
  readonly partSalts: readonly Bytes[]
  /** The first window, where it was granted already. */
  readonly grant: PartsGrant | null
}

export interface ChunkSourceDeps {
  readonly fetchRange: FetchRange
  readonly patience: Patience
  /** Grants the window that begins at a part. */
  readonly grantFrom: (firstPart: PartNumber) => Promise<PartsGrant>
}

/** A window that is being read. */
interface Run {
  readonly chunks: AsyncGenerator<Bytes, void, undefined>
  readonly lastPart: PartNumber
  /** Chunks at its beginning that were delivered before. */
  skip: number
}

/** Refuses a grant other than for whole parts from `firstPart` on. */
function checkGrant(geometry: Geometry, grant: PartsGrant, firstPart: PartNumber): PartNumber {
  if (grant.firstPart !== firstPart || grant.lastPart < firstPart || grant.lastPart > geometry.parts)
    throw new DropError('unavailable', { subject: 'grant' })
  const lastPart = parsePartNumber(grant.lastPart, geometry.parts)
  const first = sealedRange(geometry, firstPart)
  const last = sealedRange(geometry, lastPart)
  if (grant.offset !== first.offset || grant.length !== last.offset + last.length - first.offset)
    throw new DropError('unavailable', { subject: 'grant' })
  return lastPart
}

/**
 * A payload's chunks in order, each opened, through windows that are granted one after another. A failure of the network costs no chunk that was delivered: the
 * next window begins at the current part, and what was delivered of it is skipped.
 */
class ChunkSource {
  readonly #deps: ChunkSourceDeps
  readonly #job: ChunkJob
  readonly #signal: AbortSignal
  #delivered = 0
  #run: Run | null = null
  #ahead: Promise<PartsGrant> | null

  constructor(deps: ChunkSourceDeps, job: ChunkJob, signal: AbortSignal) {
    this.#deps = deps
    this.#job = job
    this.#signal = signal
    this.#ahead = job.grant && Promise.resolve(job.grant)
  }

  async #open(): Promise<Run> {
    const { payloadKey, geometry, partSalts } = this.#job
    const chunk = parseChunkIndex(this.#delivered, geometry.chunks)
    const firstPart = partOfChunk(geometry.header, chunk)
    const granted = this.#ahead ?? this.#deps.grantFrom(firstPart)
    this.#ahead = null
    const grant = await granted
    const lastPart = checkGrant(geometry, grant, firstPart)
    const sealed = this.#deps.fetchRange(grant, this.#signal)
    const chunks = openParts(payloadKey, geometry, partSalts, { firstPart, lastPart }, sealed)
    return { chunks, lastPart, skip: chunk - firstChunk(geometry.header, firstPart) }
  }

  /** Asks for the next window as soon as the last part of this one begins, so that no time passes between them. */
  #grantAhead({ lastPart }: Run): void {
    const { header, parts } = this.#job.geometry
    if (lastPart === parts || this.#delivered !== firstChunk(header, lastPart) + 1) return
    this.#ahead = this.#deps.grantFrom(parsePartNumber(lastPart + 1, parts))
    this.#ahead.catch(() => {}) // whoever awaits it sees the failure
  }

  async #read(): Promise<Bytes | null> {
    while (this.#delivered < this.#job.geometry.chunks || this.#run !== null) {
      this.#run ??= await this.#open()
      const next = await this.#run.chunks.next()
      if (next.done === true) this.#run = null
      else if (this.#run.skip > 0) this.#run.skip -= 1
      else {
        this.#delivered += 1
        this.#grantAhead(this.#run)
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
 * The chunks of a payload, in order, each after its tag was verified. Ends normally only once all came and none more.
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
