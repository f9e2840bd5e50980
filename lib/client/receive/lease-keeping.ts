import type { Bytes } from '../../format/bytes.ts'
import type { PartNumber } from '../../format/geometry.ts'
import type { BearerToken, LeaseApi } from '../../ports/drop-api.ts'
import type { LeaseId } from '../../wire/fields.ts'
import type { PartsGrant } from '../../wire/links.ts'
import { isLeaseOver } from './lease-over.ts'

/** How long a lease goes without being renewed while bytes come, in ms: whoever is killed has the rest of its half hour to come back. */
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
  /** Passes chunks on, and has the lease renewed meanwhile: on a slow line one window takes longer than a lease may rest. */
  readonly renewing: (chunks: AsyncIterable<Bytes>) => AsyncGenerator<Bytes, void, undefined>
}

/**
 * [Note: Renewal] A lease is renewed by each grant, and in between by the chunks that come, without a timer: what rests is not renewed, a machine that slept asks with its first chunk, and nobody has to
 * stop anything. Whoever asks for more than its renewal hears why there is none; a renewal itself breaks nothing off, as what was granted may still arrive whole.
 */
export function keepLease(
  { api, now, onRenewed }: LeaseKeepingDeps,
  { lease, grant: claimed }: ClaimedNow,
  signal: AbortSignal,
): LeaseKeeping {
  let askedAt = claimed === null ? -Infinity : now()
  let wait = RENEW_MS
  const renewed = (lapsesAt: number) => {
    wait = RENEW_MS
    onRenewed(lapsesAt)
  }
  const isDue = () => {
    const rested = now() - askedAt
    // A clock that was put back tells nothing.
    return rested >= wait || rested < 0
  }
  const renew = async () => {
    askedAt = now()
    wait = AGAIN_MS
    try {
      renewed((await api.renew(lease.id, lease.token, signal)).lapsesAt)
    } catch (error) {
      if (isLeaseOver(error)) wait = Infinity
    }
  }
  return {
    async grantFrom(firstPart, parts) {
      const { lapsesAt, grant } = await api.grant(lease.id, lease.token, { firstPart, parts }, signal)
      askedAt = now()
      renewed(lapsesAt)
      return grant
    },
    async *renewing(chunks) {
      for await (const chunk of chunks) {
        if (isDue()) void renew()
        yield chunk
      }
    },
  }
}
