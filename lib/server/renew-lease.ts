import { lapseTime, leaseEnd } from '../drop/lease-rules.ts'
import type { LeaseId } from '../wire/fields.ts'
import type { RenewResponse } from '../wire/links.ts'
import type { ServerDeps } from './deps.ts'
import { findLease, findRunning } from './grant-download.ts'

/**
 * Renews a running lease and grants nothing: its client is still at what it was granted. Errors: `not-found`,
 * `lease-ended`, the link's end, `quarantined`.
 */
export async function renewLease(deps: ServerDeps, id: LeaseId, token: string): Promise<RenewResponse> {
  for (;;) {
    const lease = await findLease(deps, id, token)
    const { live, now } = await findRunning(deps, lease)
    const lapsesAt = lapseTime(now)
    if (await deps.leases.renew(lease, { ...lease, lapsesAt }))
      return { lapsesAt: leaseEnd(lapsesAt, live.link.expiresAt) }
  }
}
