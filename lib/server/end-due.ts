import { AUDIT_MS, TICKET_KEPT_MS, TOMBSTONE_MS, UPLOAD_IDLE_MS } from '../drop/limits.ts'
import type { ServerDeps } from './deps.ts'
import { settleLease } from './end-lease.ts'

/** Rows a pass works off before the next one has its turn. */
const BATCH = 200

/** What one round ended. */
export interface Ended {
  readonly links: number
  readonly leases: number
  readonly uploads: number
  /** Whether there may be more that is due. */
  readonly more: boolean
}

/**
 * Does `work` for each, so that one broken row never keeps the others from their end. Errors: all that failed, once all
 * had their turn.
 */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const errors: unknown[] = []
  for (const item of items) await work(item).catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${items.length} failed`)
  return items.length
}

async function endExpired({ due, links, now }: ServerDeps): Promise<number> {
  const expired = await due.expiredLinks(now(), BATCH)
  if (expired.length === 0) return 0
  // Where all in one transaction cannot be, each has its own.
  const each = () => forEach(expired, (locator) => links.end(locator, 'expired', now()))
  return links.endExpired(expired, now()).then(() => expired.length, each)
}

async function endLapsed(deps: ServerDeps): Promise<number> {
  const due = await deps.due.lapsedLeases(deps.now(), BATCH)
  return forEach(due, (id) => settleLease(deps, id, 'lapsed'))
}

async function endIdle({ due, now }: ServerDeps): Promise<number> {
  const before = now() - UPLOAD_IDLE_MS
  return forEach(await due.idleUploads(before, BATCH), (id) => due.endUpload(id, before, now()))
}

/**
 * One round: ends links, leases and uploads that are due, forgets what ended a week ago, tickets whose time is long
 * over and what operators did a year ago, and wipes the traces of what was erased. Safe to repeat, to be killed in, and
 * to run in any number of replicas. Errors: every pass has its turn, then what failed is thrown together.
 */
export async function endDue(deps: ServerDeps): Promise<Ended> {
  const errors: unknown[] = []
  const pass = (work: Promise<number>): Promise<number> =>
    work.catch((error: unknown) => {
      errors.push(error)
      return 0
    })
  const links = await pass(endExpired(deps))
  const leases = await pass(endLapsed(deps))
  const uploads = await pass(endIdle(deps))
  const forgotten = await pass(deps.due.forget(deps.now() - TOMBSTONE_MS, BATCH))
  await pass(deps.tickets.forget(deps.now() - TICKET_KEPT_MS))
  await pass(deps.audit.forget(deps.now() - AUDIT_MS))
  await deps.traces.wipe(deps.now()).catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw new AggregateError(errors)
  return { links, leases, uploads, more: [links, leases, uploads, forgotten].includes(BATCH) }
}
