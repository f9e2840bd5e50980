import { TOMBSTONE_MS, UPLOAD_IDLE_MS } from '../drop/limits.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import type { DeletionRow } from '../ports/drop-store.ts'
import type { ServerDeps } from './deps.ts'
import { settleLease } from './end-lease.ts'

/** Rows a pass works off before it looks at the clock again. */
const BATCH = 200
/** How long one replica has for one deletion before another may take it, in ms. */
const DELETION_TAKEN_MS = 60_000
const HOUR = 3_600_000

/** What one round of the reaper did, for the log and the metrics. */
export interface Reaped {
  readonly links: number
  readonly leases: number
  readonly uploads: number
  readonly deletions: number
  readonly failures: number
  /** Longest time from an end to storage's word that the bytes are gone, in ms. */
  readonly lag: number
}

async function endExpired(deps: ServerDeps): Promise<number> {
  const due = await deps.due.expiredLinks(deps.now(), BATCH)
  for (const locator of due) await deps.links.end(locator, 'expired', deps.now())
  return due.length
}

async function endLapsed(deps: ServerDeps): Promise<number> {
  const due = await deps.due.lapsedLeases(deps.now(), BATCH)
  for (const id of due) await settleLease(deps, id, 'abandoned')
  return due.length
}

async function endIdle(deps: ServerDeps): Promise<number> {
  const before = deps.now() - UPLOAD_IDLE_MS
  const due = await deps.due.idleUploads(before, BATCH)
  for (const id of due) await deps.due.endUpload(id, before, deps.now())
  return due.length
}

/** Seconds, doubling up to an hour: a storage that is down is asked again for ever. */
function retryDelay(attempts: number): number {
  return Math.min(HOUR, 1000 * 2 ** Math.min(12, attempts))
}

/** Deletes one drop's bytes and closes the row once storage says they are gone; else puts it off. Answers whether they are gone. */
async function deleteBytes(deps: ServerDeps, { dropId, attempts }: DeletionRow): Promise<boolean> {
  try {
    await deps.blobs.delete(dropId)
  } catch (error) {
    if (!isDropError(error)) throw error
    await deps.due.closeDeletion(dropId, deps.now() + retryDelay(attempts))
    return false
  }
  await deps.due.closeDeletion(dropId, null)
  return true
}

/**
 * One round: ends what is due, deletes what has ended, forgets what ended a week ago. Every step is safe to repeat and to be killed in, and any number of replicas may
 * run it at once. Errors: `unavailable` where the database is; storage's failures are put off and counted.
 */
export async function reap(deps: ServerDeps): Promise<Reaped> {
  const links = await endExpired(deps)
  const leases = await endLapsed(deps)
  const uploads = await endIdle(deps)
  const taken = await deps.due.takeDeletions(deps.now(), deps.now() + DELETION_TAKEN_MS, BATCH)
  let failures = 0
  let lag = 0
  for (const deletion of taken) {
    if (await deleteBytes(deps, deletion)) lag = Math.max(lag, deps.now() - deletion.createdAt)
    else failures += 1
  }
  await deps.due.forget(deps.now() - TOMBSTONE_MS, BATCH)
  return { links, leases, uploads, deletions: taken.length - failures, failures, lag }
}

/** Whether a round left more to do than it took. */
export function hasMore({ links, leases, uploads, deletions }: Reaped): boolean {
  return [links, leases, uploads, deletions].some((count) => count === BATCH)
}

/** A round's failure that the next one may mend. */
export function isPassing(error: unknown): error is DropError {
  return isDropError(error, 'unavailable')
}
