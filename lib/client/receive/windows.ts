import type { FetchRange } from '../../adapters/http/fetch-range.ts'
import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import { type Geometry, type PartNumber, parsePartNumber, sealedRange } from '../../format/geometry.ts'
import type { PartsGrant } from '../../wire/links.ts'
import type { PartSequence } from './part-sequence.ts'

export interface WindowsDeps {
  readonly fetchRange: FetchRange
  /** Grants a window of at most `parts` parts that begins at a part. */
  readonly grantFrom: (firstPart: PartNumber, parts: number) => Promise<PartsGrant>
}

type Pieces = AsyncIterator<Bytes, void, undefined>

/** A granted run of whole parts that is being fetched. */
export interface Window {
  readonly lastPart: PartNumber
  /** Its stored bytes, in pieces of any size, each valid until the next one is asked for. */
  readonly pieces: Pieces
}

interface Ahead {
  readonly place: number
  readonly grant: Promise<PartsGrant>
  window: Promise<Window> | null
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

/** Asks for the first piece at once, not only when it is wanted. */
function askNow(source: AsyncGenerator<Bytes, void, undefined>): Pieces {
  const asked = [source.next()]
  asked[0]?.catch(() => {}) // whoever reads it sees the failure
  return { next: () => asked.shift() ?? source.next(), return: () => source.return() }
}

/** The windows of a plan, granted and fetched one after another: at most one ahead of the one that is read. */
export class Windows {
  readonly #deps: WindowsDeps
  readonly #geometry: Geometry
  readonly #sequence: PartSequence
  readonly #signal: AbortSignal
  #ahead: Ahead | null = null

  constructor(deps: WindowsDeps, geometry: Geometry, sequence: PartSequence, signal: AbortSignal) {
    this.#deps = deps
    this.#geometry = geometry
    this.#sequence = sequence
    this.#signal = signal
  }

  #partAt(place: number): PartNumber {
    return parsePartNumber(this.#sequence.parts[place] ?? 0)
  }

  #grant(place: number): Promise<PartsGrant> {
    const firstPart = this.#partAt(place)
    return this.#deps.grantFrom(firstPart, this.#sequence.endOfRun(place) - firstPart + 1)
  }

  async #fetch(place: number, granted: Promise<PartsGrant>): Promise<Window> {
    const grant = await granted
    const lastPart = checkGrant(this.#geometry, grant, this.#partAt(place), this.#sequence.endOfRun(place))
    return { lastPart, pieces: askNow(this.#deps.fetchRange(grant, this.#signal)) }
  }

  /** Asks for the grant of the window that begins at `place`, unless it is there. */
  expect(place: number, granted?: PartsGrant): void {
    if (this.#ahead?.place === place) return
    this.close()
    const grant = granted === undefined ? this.#grant(place) : Promise.resolve(granted)
    grant.catch(() => {}) // whoever opens the window sees the failure
    this.#ahead = { place, grant, window: null }
  }

  /** Begins to fetch the window that was expected. */
  begin(): void {
    if (this.#ahead === null || this.#ahead.window !== null) return
    const { place, grant } = this.#ahead
    this.#ahead.window = this.#fetch(place, grant)
    this.#ahead.window.catch(() => {}) // as above
  }

  /**
   * The window that begins at `place`. Errors: `unavailable` for a grant of other parts, those of `grantFrom`; its
   * pieces': those of `FetchRange`.
   */
  open(place: number): Promise<Window> {
    this.expect(place)
    const ahead = this.#ahead
    this.#ahead = null
    if (ahead === null) throw new Error('no window was expected')
    return ahead.window ?? this.#fetch(place, ahead.grant)
  }

  /** Lets go of what was fetched ahead. */
  close(): void {
    const window = this.#ahead?.window
    this.#ahead = null
    window?.then(({ pieces }) => pieces.return?.()).catch(() => {})
  }
}
