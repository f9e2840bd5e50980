import { isDropError } from '../format/drop-error.ts'
import type { StoredBlob } from '../ports/blob-store.ts'
import type { DropId } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'

/**
 * How old an unknown blob must be before it counts as an orphan, in ms: an upload is in storage a moment before its id
 * is in its row.
 */
const GRACE_MS = 3_600_000
const PAGE = 500

/**
 * What a sweep found out of place. It acts only on what the next sweep finds so again: a database or a folder that was
 * wrong for a moment must not cost every drop.
 */
export interface Suspects {
  /** Storage keys without a drop. */
  readonly orphans: ReadonlySet<string>
  /** Live drops without bytes. */
  readonly missing: ReadonlySet<DropId>
}

/** What the first sweep of a process knows. */
export const nothingSuspected: Suspects = { orphans: new Set(), missing: new Set() }

/** What a sweep mended, and what it suspects now. */
export interface Swept {
  readonly orphans: number
  readonly lost: number
  readonly suspects: Suspects
}

async function findOrphans({ census, now }: ServerDeps, blobs: readonly StoredBlob[]): Promise<string[]> {
  const old = blobs.filter(({ modifiedAt }) => modifiedAt < now() - GRACE_MS).map(({ key }) => key)
  const known = await census.known(old)
  return old.filter((key) => !known.has(key))
}

/** Everything in storage: keys of finished blobs, and keys that no drop knows. */
async function readStorage(deps: ServerDeps): Promise<{ finished: Set<string>; orphans: Set<string> }> {
  const finished = new Set<string>()
  const orphans = new Set<string>()
  let page: StoredBlob[] = []
  const look = async () => {
    for (const key of await findOrphans(deps, page)) orphans.add(key)
    page = []
  }
  for await (const blob of deps.blobs.list()) {
    if (blob.uploadId === null) finished.add(blob.key)
    page.push(blob)
    if (page.length === PAGE) await look()
  }
  await look()
  return { finished, orphans }
}

/** Live drops that rested since `before` and whose blob is not among `finished`. */
async function findMissing(deps: ServerDeps, finished: ReadonlySet<string>, before: number): Promise<Set<DropId>> {
  const missing = new Set<DropId>()
  let after = ''
  for (;;) {
    const page = await deps.census.drops(after, PAGE)
    for (const { id, isLive, lastActiveAt } of page)
      if (isLive && lastActiveAt < before && !finished.has(id)) missing.add(id)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return missing
    after = last.id
  }
}

/**
 * Takes those that were suspected before out of `suspects`, and acts on them; one that storage refuses stays suspected.
 * Answers how many were mended.
 */
async function mend<T>(suspects: Set<T>, before: ReadonlySet<T>, act: (one: T) => Promise<unknown>): Promise<number> {
  let mended = 0
  for (const one of [...suspects].filter((each) => before.has(each))) {
    try {
      await act(one)
    } catch (error) {
      if (isDropError(error)) continue
      throw error
    }
    suspects.delete(one)
    mended += 1
  }
  return mended
}

/**
 * Compares storage and database and mends either way what two sweeps found: bytes without a drop are deleted, drops
 * without bytes end as `lost`. `before` is what the last sweep of this process suspected. Errors: `unavailable`.
 */
export async function sweep(deps: ServerDeps, before: Suspects): Promise<Swept> {
  const startedAt = deps.now()
  const { finished, orphans } = await readStorage(deps)
  const missing = await findMissing(deps, finished, startedAt)
  const removed = await mend(orphans, before.orphans, (key) => deps.blobs.delete(key))
  const lost = await mend(missing, before.missing, (id) => deps.drops.end(id, 'lost', deps.now()))
  if (lost > 0) deps.nudge()
  return { orphans: removed, lost, suspects: { orphans, missing } }
}
