import { judgeLease, type LeaseEnding, type LeaseFacts } from '../drop/lease-rules.ts'
import { linkState } from '../drop/link-state.ts'
import { partSetOf } from '../drop/part-set.ts'
import type { DropRow, LeaseRow, LinkRow } from '../ports/drop-store.ts'
import type { LeaseId } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'
import { findLease } from './grant-download.ts'

type FoundLink = { readonly link: LinkRow; readonly drop: DropRow }

function factsOf(lease: LeaseRow, { link, drop }: FoundLink): LeaseFacts {
  return {
    granted: { bits: lease.granted, size: lease.grantedParts },
    totalParts: drop.parts ?? 0,
    givenBackParts: partSetOf(link.givenBackParts),
    givenBack: link.givenBack,
  }
}

/**
 * Ends a running lease by the rules; one that has ended stays as it ended, and one that was renewed meanwhile has not
 * lapsed. Answers the lease's last state.
 */
export async function settleLease(deps: ServerDeps, id: LeaseId, ending: LeaseEnding): Promise<LeaseRow['state']> {
  for (;;) {
    const lease = await deps.leases.find(id)
    if (lease === null || lease.state !== 'running') return lease?.state ?? 'ended'
    const found = await deps.links.find(lease.locator)
    if (found === null) return 'ended'
    const now = deps.now()
    if (ending === 'lapsed' && now < lease.lapsesAt) return 'running'
    if (linkState(found.link, now).state === 'ended') {
      // With its link, which the reaper may not have come by yet.
      await deps.links.end(lease.locator, 'expired', now)
      deps.nudge()
      return 'ended'
    }
    const judged = judgeLease(ending, factsOf(lease, found))
    if (!(await deps.leases.settle(lease, judged, found.link, now))) continue
    if (ending === 'completed') await deps.events.note(lease.locator, 'completed', now)
    deps.nudge()
    return judged.verdict
  }
}

/** The client received everything: the download counts. Again is no failure. Errors: `not-found`. */
export async function completeLease(deps: ServerDeps, id: LeaseId, token: string): Promise<void> {
  await findLease(deps, id, token)
  await settleLease(deps, id, 'completed')
}

/**
 * The client gives up: the download is given back or counts, by the rules. Again is no failure. Errors: `not-found`.
 */
export async function releaseLease(deps: ServerDeps, id: LeaseId, token: string): Promise<void> {
  await findLease(deps, id, token)
  await settleLease(deps, id, 'released')
}
