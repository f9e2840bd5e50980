import type { StoredBlob } from '../ports/blob-store.ts'
import type { DropId } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'

/** How old an unknown blob must be before it counts as an orphan, in ms: an upload is in storage a moment before its id is in its row. */
const GRACE_MS = 3_600_000
const PAGE = 500

/** What a sweep found and mended. */
export interface Swept {
  readonly orphans: number
  readonly lost: number
}

async function removeOrphans(deps: ServerDeps, blobs: readonly StoredBlob[]): Promise<number> {
  const old = blobs.filter(({ modifiedAt }) => modifiedAt < deps.now() - GRACE_MS)
  const known = await deps.census.known(old.map(({ key }) => key))
  const orphans = new Set(old.filter((blob) => !known.has(blob.key)).map(({ key }) => key))
  for (const key of orphans) await deps.blobs.delete(key)
  return orphans.size
}

/** Live drops that rested since `before` and whose blob is not among `listed`. */
async function findMissing(deps: ServerDeps, listed: ReadonlySet<string>, before: number): Promise<DropId[]> {
  const missing: DropId[] = []
  let after = ''
  for (;;) {
    const page: readonly DropId[] = await deps.census.liveDrops(after, before, PAGE)
    missing.push(...page.filter((id) => !listed.has(id)))
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return missing
    after = last
  }
}

async function listFinished(deps: ServerDeps): Promise<Set<string>> {
  const listed = new Set<string>()
  for await (const blob of deps.blobs.list()) if (blob.uploadId === null) listed.add(blob.key)
  return listed
}

/** Ends drops whose bytes storage does not list, twice: a promise that cannot be kept is told, but never on one doubtful answer. */
async function endLost(deps: ServerDeps, listed: ReadonlySet<string>, startedAt: number): Promise<number> {
  const missing = await findMissing(deps, listed, startedAt)
  if (missing.length === 0) return 0
  const again = await listFinished(deps)
  let lost = 0
  for (const id of missing.filter((each) => !again.has(each))) {
    if (await deps.drops.end(id, 'lost', deps.now())) lost += 1
  }
  return lost
}

/** Compares storage and database and mends either way: bytes without a row are deleted, rows whose bytes are gone are ended as `lost`. Errors: `unavailable`. */
export async function sweep(deps: ServerDeps): Promise<Swept> {
  const startedAt = deps.now()
  const listed = new Set<string>()
  let orphans = 0
  let batch: StoredBlob[] = []
  for await (const blob of deps.blobs.list()) {
    if (blob.uploadId === null) listed.add(blob.key)
    batch.push(blob)
    if (batch.length < PAGE) continue
    orphans += await removeOrphans(deps, batch)
    batch = []
  }
  orphans += await removeOrphans(deps, batch)
  return { orphans, lost: await endLost(deps, listed, startedAt) }
}
