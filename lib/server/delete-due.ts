import { isDropError } from '../format/drop-error.ts'
import type { DeletionRow } from '../ports/drop-store.ts'
import type { ServerDeps } from './deps.ts'

/** Deletions that run at the same time. */
const AT_ONCE = 16
/** How long one replica has for a deletion before another may take it, in ms. Short, as deleting twice does no harm, and who took it may have been killed. */
const TAKEN_MS = 10_000
/** The longest that a deletion is put off, in ms. What is due later was dated by a clock that was ahead. */
const LONGEST_MS = 600_000

/** What one round deleted. */
export interface Deleted {
  readonly deletions: number
  /** Deletions that storage refused, and that were put off. */
  readonly failures: number
  /** For each, the time from its end to storage's word that the bytes are gone, in ms. */
  readonly lags: readonly number[]
  /** Whether there may be more that is due. */
  readonly more: boolean
}

/** How one deletion went; `lag` is the time from the end to storage's word, in ms. */
type Outcome = { readonly lag: number } | 'put-off' | 'closed-elsewhere'

/** Seconds, doubling up to ten minutes: a storage that is down is asked again for ever. */
function retryDelay(attempts: number): number {
  return Math.min(LONGEST_MS, 1000 * 2 ** Math.min(12, attempts))
}

/** Deletes one drop's bytes and closes the row once storage says they are gone; else puts it off. */
async function deleteBytes(deps: ServerDeps, { dropId, attempts, createdAt }: DeletionRow): Promise<Outcome> {
  try {
    await deps.blobs.delete(dropId)
  } catch (error) {
    await deps.due.closeDeletion(dropId, deps.now() + retryDelay(attempts))
    if (!isDropError(error)) throw error
    return 'put-off'
  }
  // Storage may be slow, and another replica may have taken it meanwhile: one of them closes it, and counts it.
  const closed = await deps.due.closeDeletion(dropId, null)
  return closed ? { lag: Math.max(0, deps.now() - createdAt) } : 'closed-elsewhere'
}

/**
 * One round of the outbox: takes deletions that are due, several at once, and closes those that storage confirmed. Safe to repeat, to be killed in, and to run in any
 * number of replicas. Errors: `unavailable` where the database is; storage's failures are put off and counted.
 */
export async function deleteDue(deps: ServerDeps): Promise<Deleted> {
  const now = deps.now()
  const times = { now, latest: now + LONGEST_MS + TAKEN_MS, until: now + TAKEN_MS }
  const taken = await deps.due.takeDeletions(times, AT_ONCE)
  const outcomes = await Promise.all(taken.map((deletion) => deleteBytes(deps, deletion)))
  const lags = outcomes.filter((outcome) => typeof outcome === 'object').map(({ lag }) => lag)
  return {
    deletions: lags.length,
    failures: outcomes.filter((outcome) => outcome === 'put-off').length,
    lags,
    more: taken.length === AT_ONCE,
  }
}
