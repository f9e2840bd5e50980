import type { LiveLink, OpenedLink } from './open-link.ts'
import type { OpenedDrop } from './receive-state.ts'
import { planSelection } from './selection.ts'
import { isKept, type KeepDeps } from './worth-keeping.ts'

/** What a page may know of a drop, apart from the lease. */
export type DescribedDrop = Omit<OpenedDrop, 'lease'>

/** Describes an opened link's drop. */
export async function describeDrop(deps: KeepDeps, { manifest, geometry, live }: OpenedLink): Promise<DescribedDrop> {
  const plan = planSelection(manifest, geometry, 'all')
  return {
    kind: manifest.kind,
    files: manifest.kind === 'files' ? manifest.files.map(({ path, size, type }) => ({ path, size, type })) : [],
    host: manifest.kind === 'redirect' ? manifest.host : null,
    survivesReload: manifest.kind === 'files' && (await isKept(deps, geometry, plan)),
    // What is read in the page is not saved.
    saveWay: manifest.kind === 'files' ? await deps.findWay() : 'stream',
    totalBytes: manifest.length,
    ...placesOf(live),
  }
}

/** The downloads a link has left. */
export function placesOf({ expiresAt, maxDownloads, placesLeft, heldUntil }: LiveLink) {
  return { expiresAt, maxDownloads, placesLeft, heldUntil }
}
