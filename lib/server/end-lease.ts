import { judgeLease, type LeaseEnding } from '../drop/lease-rules.ts'
import { linkState } from '../drop/link-state.ts'
import type { LeaseRow } from '../ports/drop-store.ts'
import type { LeaseId } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'
import { findLease } from './grant-download.ts'

/** Ends a running lease by the rules; one that has ended stays as it ended. Answers the lease's last state. */
export async function settleLease(deps: ServerDeps, id: LeaseId, ending: LeaseEnding): Promise<LeaseRow['state']> {
  for (;;) {
    const lease = await deps.leases.find(id)
    if (lease === null || lease.state !== 'running') return lease?.state ?? 'ended'
    const found = await deps.links.find(lease.locator)
    if (found === null) return 'ended'
    const now = deps.now()
    if (linkState(found.link, now).state === 'ended') {
      // With its link, which the reaper may not have come by yet.
      await deps.links.end(lease.locator, 'expired', now)
      deps.nudge()
      return 'ended'
    }
    const { givenBack } = found.link
    const verdict = judgeLease(ending, {
      grantedParts: lease.grantedParts,
      totalParts: found.drop.parts ?? 0,
      givenBack,
    })
    if (!(await deps.leases.settle(lease, verdict, { givenBack }, now))) continue
    if (ending === 'completed') await deps.events.note(lease.locator, 'completed', now)
    deps.nudge()
    return verdict
  }
}

/** The client received everything: the download counts. Again is no failure. Errors: `not-found`. */
export async function completeLease(deps: ServerDeps, id: LeaseId, token: string): Promise<void> {
  await findLease(deps, id, token)
  await settleLease(deps, id, 'completed')
}

/** The client gives up: the download is given back or counts, by the rules. Again is no failure. Errors: `not-found`. */
export async function releaseLease(deps: ServerDeps, id: LeaseId, token: string): Promise<void> {
  await findLease(deps, id, token)
  await settleLease(deps, id, 'abandoned')
}
