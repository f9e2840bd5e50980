import type { OpenedChunks } from '../../crypto/open-payload.ts'
import type { PartNumber } from '../../format/geometry.ts'
import type { BearerToken, LeaseApi } from '../../ports/drop-api.ts'
import type { LeaseId } from '../../wire/fields.ts'
import type { PartsGrant } from '../../wire/links.ts'
import { isLeaseOver } from './lease-over.ts'

/**
 * How long a lease goes without being renewed while bytes come, in ms: whoever is killed has the rest of its half hour
 * to come back.
 */
export const RENEW_MS = 5 * 60_000
/** After how long a renewal that failed is tried again, in ms. */
const AGAIN_MS = 30_000

export interface LeaseKeepingDeps {
  readonly api: Pick<LeaseApi, 'grant' | 'renew'>
  /** Unix ms. */
  readonly now: () => number
  /** Hears when the lease lapses (Unix ms) each time it was renewed. */
  readonly onRenewed: (lapsesAt: number) => void
}

/** A lease, and the window that came with its claim if that was now. */
export interface ClaimedNow {
  readonly lease: { readonly id: LeaseId; readonly token: BearerToken }
  readonly grant: PartsGrant | null
}

/** One download's grants; its lease lives for as long as bytes come. */
export interface LeaseKeeping {
  /** The window of at most `parts` parts that begins at a part. Errors: those of `LeaseApi.grant`. */
  readonly grantFrom: (firstPart: PartNumber, parts: number) => Promise<PartsGrant>
  /**
   * Passes chunks on, and has the lease renewed meanwhile: on a slow line one window takes longer than a lease may
   * rest.
   */
  readonly renewing: (chunks: OpenedChunks) => OpenedChunks
}

/**
 * How many parts are asked for. What was granted before counts again with its client (decisions/004), and a line that
 * broke may break again: from there it is one part, then twice as many each time that all of them came.
 */
class Asking {
  #grantedTo: number
  #next = 0
  #span = 1

  constructor(claimed: PartsGrant | null) {
    this.#grantedTo = claimed?.lastPart ?? 0
  }

  parts(firstPart: number, wanted: number): number {
    this.#span = firstPart === this.#next ? this.#span * 2 : 1
    return firstPart > this.#grantedTo ? wanted : Math.min(wanted, this.#span)
  }

  granted({ lastPart }: PartsGrant): void {
    this.#next = lastPart + 1
    this.#grantedTo = Math.max(this.#grantedTo, lastPart)
  }
}

/** When a lease is to be renewed next. */
class Due {
  readonly #now: () => number
  #since: number
  #wait = RENEW_MS

  constructor(now: () => number, isFresh: boolean) {
    this.#now = now
    this.#since = isFresh ? now() : -Infinity
  }

  /** Asks again in so many ms. */
  in(wait: number): void {
    this.#since = this.#now()
    this.#wait = wait
  }

  get isNow(): boolean {
    const rested = this.#now() - this.#since
    // A clock that was put back tells nothing.
    return rested >= this.#wait || rested < 0
  }
}

/**
 * [Note: Renewal] A lease is renewed by each grant, and in between by the chunks that come, without a timer: what rests
 * is not renewed, a machine that slept asks with its first chunk, and nobody has to stop anything. Whoever asks for
 * more than its renewal hears why there is none; a renewal itself breaks nothing off, as what was granted may still
 * arrive whole.
 */
export function keepLease(
  { api, now, onRenewed }: LeaseKeepingDeps,
  { lease, grant: claimed }: ClaimedNow,
  signal: AbortSignal,
): LeaseKeeping {
  const asking = new Asking(claimed)
  const due = new Due(now, claimed !== null)
  const renew = async () => {
    due.in(AGAIN_MS)
    try {
      const { lapsesAt } = await api.renew(lease.id, lease.token, signal)
      due.in(RENEW_MS)
      onRenewed(lapsesAt)
    } catch (error) {
      if (isLeaseOver(error)) due.in(Infinity)
    }
  }
  return {
    async grantFrom(firstPart, parts) {
      const request = { firstPart, parts: asking.parts(firstPart, parts) }
      const { lapsesAt, grant } = await api.grant(lease.id, lease.token, request, signal)
      asking.granted(grant)
      due.in(RENEW_MS)
      onRenewed(lapsesAt)
      return grant
    },
    async *renewing(chunks) {
      for await (const some of chunks) {
        if (due.isNow) void renew()
        yield some
      }
    },
  }
}
