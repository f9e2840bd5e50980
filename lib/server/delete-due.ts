import { isDropError } from '../format/drop-error.ts'
import type { DeletionRow } from '../ports/drop-store.ts'
import type { ServerDeps } from './deps.ts'

/** Deletions that run at the same time. */
const AT_ONCE = 16
/** How long one replica has for a deletion before another may take it, in ms. Short, as deleting twice does no harm, and who took it may have been killed. */
const TAKEN_MS = 10_000
const HOUR = 3_600_000

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

/** Seconds, doubling up to an hour: a storage that is down is asked again for ever. */
function retryDelay(attempts: number): number {
  return Math.min(HOUR, 1000 * 2 ** Math.min(12, attempts))
}

/** Deletes one drop's bytes and closes the row once storage says they are gone; else puts it off. Answers how long it took since the end, or nothing. */
async function deleteBytes(
  deps: ServerDeps,
  { dropId, attempts, createdAt }: DeletionRow,
): Promise<number | undefined> {
  try {
    await deps.blobs.delete(dropId)
  } catch (error) {
    await deps.due.closeDeletion(dropId, deps.now() + retryDelay(attempts))
    if (!isDropError(error)) throw error
    return undefined
  }
  await deps.due.closeDeletion(dropId, null)
  return deps.now() - createdAt
}

/**
 * One round of the outbox: takes deletions that are due, several at once, and closes those that storage confirmed. Safe to repeat, to be killed in, and to run in any
 * number of replicas. Errors: `unavailable` where the database is; storage's failures are put off and counted.
 */
export async function deleteDue(deps: ServerDeps): Promise<Deleted> {
  const taken = await deps.due.takeDeletions(deps.now(), deps.now() + TAKEN_MS, AT_ONCE)
  const lags = await Promise.all(taken.map((deletion) => deleteBytes(deps, deletion)))
  const done = lags.filter((lag) => lag !== undefined)
  return {
    deletions: done.length,
    failures: lags.length - done.length,
    lags: done,
    more: taken.length === AT_ONCE,
  }
}
