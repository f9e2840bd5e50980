import { wrongTryDelay } from '../drop/limits.ts'
import { judgeTry } from '../drop/link-state.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { LinkRow } from '../ports/drop-store.ts'
import type { Locator } from '../wire/fields.ts'
import type { OpenResponse } from '../wire/links.ts'
import { tokenFits } from './bearer.ts'
import type { ServerDeps } from './deps.ts'
import { findLiveLink, type LiveLink } from './look-at-link.ts'

/** How often opening the same link writes a receipt, in ms: a page that is reloaded shall not fill the table. */
const RECEIPT_INTERVAL_MS = 60_000

async function countWrongTry(deps: ServerDeps, seen: LinkRow): Promise<void> {
  let link = seen
  for (;;) {
    const wrongTries = link.wrongTries + 1
    const delay = wrongTryDelay(wrongTries)
    const now = deps.now()
    if (await deps.links.change(link, { wrongTries, retryAt: delay === 0 ? null : now + delay }, now)) break
    const found = await deps.links.find(link.locator)
    if (found === null || found.link.endedAt !== null) return
    link = found.link
  }
  await deps.events.note(link.locator, 'password-wrong', deps.now())
}

async function tryAccess(deps: ServerDeps, locator: Locator, access: string): Promise<LiveLink> {
  const live = await findLiveLink(deps, locator)
  const verdict = judgeTry(live.link, deps.now())
  if (verdict.may === 'ask-sender') throw new DropError('frozen')
  if (verdict.may === 'wait') throw new DropError('too-many-requests', { at: verdict.until })
  if (await tokenFits(access, live.link.accessHash)) return live
  await countWrongTry(deps, live.link)
  throw new DropError('not-found')
}

/**
 * The link behind a locator, for who holds its access token. A wrong token is counted and looks like an unknown link.
 * Tries of one link take turns, or a burst of them would all be judged before the first is counted. Errors:
 * `not-found`, `too-many-requests` and `frozen` after wrong tries, or the code the link ended with.
 */
export function findAccessibleLink(deps: ServerDeps, locator: Locator, access: string): Promise<LiveLink> {
  return deps.inLine(locator, () => tryAccess(deps, locator, access))
}

/** Hands out what opens the manifest. Uses no download up. Errors as `findAccessibleLink`. */
export async function openLink(deps: ServerDeps, locator: Locator, access: string): Promise<OpenResponse> {
  const { link, drop } = await findAccessibleLink(deps, locator, access)
  const contents = await deps.drops.contents(drop.id)
  if (contents === null) {
    // It ended a moment ago, and says why.
    await findLiveLink(deps, locator)
    throw new DropError('unavailable')
  }
  await deps.inLine(locator, () => noteOpened(deps, locator))
  return { wrappedKey: link.wrappedKey, commitment: contents.commitment, manifest: encodeBase64url(contents.manifest) }
}

async function noteOpened(deps: ServerDeps, locator: Locator): Promise<void> {
  const now = deps.now()
  const last = await deps.events.lastNoted(locator, 'opened')
  if (last === null || now - last >= RECEIPT_INTERVAL_MS) await deps.events.note(locator, 'opened', now)
}
