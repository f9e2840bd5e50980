import { MAX_FORMER_LINKS } from '../drop/limits.ts'
import { linkState } from '../drop/link-state.ts'
import { DropError } from '../format/drop-error.ts'
import type { LinkRow } from '../ports/drop-store.ts'
import type { LinkChange, NewLink, OwnedLink } from '../wire/drops.ts'
import type { DropId, Locator } from '../wire/fields.ts'
import { findOwnedDrop } from './bearer.ts'
import { boundLink, checkAge, checkBounds } from './complete-upload.ts'
import type { ServerDeps } from './deps.ts'
import { ownedLink } from './show-drop.ts'

async function findOwnedLink(deps: ServerDeps, id: DropId, locator: Locator): Promise<LinkRow> {
  const found = await deps.links.find(locator)
  if (found === null || found.link.dropId !== id) throw new DropError('not-found')
  return found.link
}

/** Whether this very link is there already: its request came before, and the answer was lost. */
async function isSame(deps: ServerDeps, id: DropId, request: NewLink): Promise<boolean> {
  const found = await deps.links.find(request.locator)
  return found?.link.dropId === id && found.link.accessHash === request.accessHash
}

async function show(deps: ServerDeps, id: DropId, locator: Locator): Promise<OwnedLink> {
  const [found] = await deps.links.ofDrop(id, locator)
  if (found === undefined) throw new DropError('not-found')
  return ownedLink(found.link, found.receipts, deps.now())
}

/**
 * Adds another way into a live drop. Sent again it answers the same. Errors: `not-found`, `upload-ended` where the drop
 * is not live or the locator is taken, `too-many-links`, `bad-request`.
 */
export async function addLink(deps: ServerDeps, id: DropId, owner: string, request: NewLink): Promise<OwnedLink> {
  const drop = await findOwnedDrop(deps, id, owner)
  const { linksMax } = deps.limits
  const most = { living: linksMax, inAll: linksMax + MAX_FORMER_LINKS }
  const added = await deps.links.add(id, boundLink(deps.limits, drop, request, deps.now()), most, deps.now())
  if (added === 'full') throw new DropError('too-many-links', { limit: linksMax })
  if (added === 'spent') throw new DropError('too-many-links', { limit: most.inAll, subject: 'all' })
  if (added === 'added' || (await isSame(deps, id, request))) return show(deps, id, request.locator)
  throw new DropError('upload-ended')
}

/** The link's next columns. Errors: `bad-request` for fewer downloads than are counted or running. */
function apply(link: LinkRow, change: LinkChange, now: number) {
  const maxDownloads = change.maxDownloads ?? link.maxDownloads
  const placesLeft = maxDownloads - link.counted - link.running
  if (placesLeft < 0)
    throw new DropError('bad-request', { subject: 'maxDownloads', limit: link.counted + link.running })
  return {
    maxDownloads,
    placesLeft,
    ...(change.expiresIn !== undefined && { expiresAt: now + change.expiresIn * 1000 }),
    ...(change.unfreeze === true && { wrongTries: 0, retryAt: null }),
  }
}

/**
 * Changes expiry, limit, or unfreezes. A link whose limit falls to what was counted ends. Errors: `not-found`, the
 * link's end, `bad-request`.
 */
export async function changeLink(
  deps: ServerDeps,
  id: DropId,
  locator: Locator,
  owner: string,
  change: LinkChange,
): Promise<OwnedLink> {
  const drop = await findOwnedDrop(deps, id, owner)
  checkBounds(deps.limits, change)
  for (;;) {
    const link = await findOwnedLink(deps, id, locator)
    const now = deps.now()
    const state = linkState(link, now)
    if (state.state === 'ended') throw new DropError(state.reason, { at: state.at })
    if (change.expiresIn !== undefined) checkAge(deps.limits, drop, change.expiresIn, now)
    const next = apply(link, change, now)
    if (!(await deps.links.change(link, next, now))) continue
    deps.nudge()
    return show(deps, id, locator)
  }
}

/** Ends one link; with the last one its drop. Doing it again is no failure. Errors: `not-found`. */
export async function revokeLink(deps: ServerDeps, id: DropId, locator: Locator, owner: string): Promise<void> {
  await findOwnedDrop(deps, id, owner)
  await findOwnedLink(deps, id, locator)
  await deps.links.end(locator, 'revoked', deps.now())
  deps.nudge()
}

/** Ends a drop with all its links, or an upload. Doing it again is no failure. Errors: `not-found`. */
export async function revokeDrop(deps: ServerDeps, id: DropId, owner: string): Promise<void> {
  await findOwnedDrop(deps, id, owner)
  await deps.drops.end(id, 'revoked', deps.now())
  deps.nudge()
}
