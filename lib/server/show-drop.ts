import { FREEZE_AT_WRONG_TRIES } from '../drop/limits.ts'
import { linkState } from '../drop/link-state.ts'
import type { LinkRow } from '../ports/drop-store.ts'
import type { OwnedDrop, OwnedLink, Receipt } from '../wire/drops.ts'
import type { DropId } from '../wire/fields.ts'
import { findOwnedDrop } from './bearer.ts'
import type { ServerDeps } from './deps.ts'

/** A link as its sender sees it. */
export function ownedLink(link: LinkRow, receipts: readonly Receipt[], now: number): OwnedLink {
  const state = linkState(link, now)
  const { locator, createdAt, expiresAt, maxDownloads, counted, running, placesLeft, wrongTries } = link
  return {
    ...{ locator, createdAt, expiresAt, maxDownloads, counted, running, placesLeft, wrongTries },
    frozen: wrongTries >= FREEZE_AT_WRONG_TRIES,
    ended: state.state === 'ended' ? { reason: state.reason, at: state.at } : null,
    receipts: [...receipts],
  }
}

/** All that its owner may know of a drop. Errors: `not-found`. */
export async function showDrop(deps: ServerDeps, id: DropId, owner: string): Promise<OwnedDrop> {
  const drop = await findOwnedDrop(deps, id, owner)
  const links = await deps.links.ofDrop(id)
  const now = deps.now()
  return {
    id,
    state: drop.state,
    createdAt: drop.createdAt,
    sealedLength: drop.sealedLength,
    quarantinedAt: drop.state === 'live' ? drop.quarantinedAt : null,
    stored: drop.state !== 'ended' || (await deps.census.isDeleting(id)),
    links: links.map(({ link, receipts }) => ownedLink(link, receipts, now)),
  }
}
