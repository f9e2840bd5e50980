import { isDropError } from '../format/drop-error.ts'
import type { DeletionRow } from '../ports/drop-store.ts'
import type { ServerDeps } from './deps.ts'

/** Deletions that run at the same time. */
const AT_ONCE = 16
/**
 * How long one replica has for a deletion before another may take it, in ms. Short, as deleting twice does no harm, and
 * who took it may have been killed.
 */
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

/** Seconds, doubling up to ten minutes: a storage that is down is asked again for ever. */
function retryDelay(attempts: number): number {
  return Math.min(LONGEST_MS, 1000 * 2 ** Math.min(12, attempts))
}

/** Whether storage says that one drop's bytes are gone; where it refuses, their deletion is put off. */
async function deleteBytes(deps: ServerDeps, { dropId, attempts }: DeletionRow): Promise<boolean> {
  try {
    await deps.blobs.delete(dropId)
    return true
  } catch (error) {
    await deps.due.closeDeletions([dropId], deps.now() + retryDelay(attempts))
    if (!isDropError(error)) throw error
    return false
  }
}

/**
 * Closes the rows of bytes that are gone. Storage may have been slow, and another replica may have taken some
 * meanwhile: one of them closes each, and counts it.
 */
async function close(deps: ServerDeps, gone: readonly DeletionRow[]): Promise<readonly number[]> {
  if (gone.length === 0) return []
  const ids = gone.map(({ dropId }) => dropId)
  const closed = new Set(await deps.due.closeDeletions(ids, null))
  const now = deps.now()
  return gone.filter(({ dropId }) => closed.has(dropId)).map(({ createdAt }) => Math.max(0, now - createdAt))
}

/**
 * One round of the outbox: takes deletions that are due, several at once, and closes those that storage confirmed. Safe
 * to repeat, to be killed in, and to run in any number of replicas. Errors: `unavailable` where the database is;
 * storage's failures are put off and counted.
 */
export async function deleteDue(deps: ServerDeps): Promise<Deleted> {
  const now = deps.now()
  const times = { now, latest: now + LONGEST_MS + TAKEN_MS, until: now + TAKEN_MS }
  const taken = await deps.due.takeDeletions(times, AT_ONCE)
  const outcomes = await Promise.allSettled(taken.map((deletion) => deleteBytes(deps, deletion)))
  const isGone = outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)
  const lags = await close(
    deps,
    taken.filter((_, index) => isGone[index]),
  )
  const errors = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []))
  if (errors.length > 0) throw new AggregateError(errors)
  return {
    deletions: lags.length,
    failures: isGone.filter((gone) => !gone).length,
    lags,
    more: taken.length === AT_ONCE,
  }
}
