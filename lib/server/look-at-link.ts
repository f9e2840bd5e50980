import { leaseEnd } from '../drop/lease-rules.ts'
import { linkState } from '../drop/link-state.ts'
import { DropError } from '../format/drop-error.ts'
import type { DropRow, LinkRow } from '../ports/drop-store.ts'
import type { Locator } from '../wire/fields.ts'
import type { LinkResponse } from '../wire/links.ts'
import type { ServerDeps } from './deps.ts'

/** A link that lives, with its drop's sealed sizes. */
export interface LiveLink {
  readonly link: LinkRow & { readonly salt: string; readonly wrappedKey: string }
  readonly drop: DropRow & { readonly sealedLength: number; readonly parts: number }
}

/** Errors: `quarantined`. */
function refuseQuarantined({ quarantinedAt }: LinkRow): void {
  if (quarantinedAt !== null) throw new DropError('quarantined', { at: quarantinedAt })
}

function readLive({ link, drop }: { link: LinkRow; drop: DropRow }): LiveLink {
  const { salt, wrappedKey } = link
  const { sealedLength, parts } = drop
  if (salt === null || wrappedKey === null || sealedLength === null || parts === null)
    throw new Error('a live link without its keys')
  return { link: { ...link, salt, wrappedKey }, drop: { ...drop, sealedLength, parts } }
}

/**
 * The link behind a locator, if it lives and is not held back. Errors: `not-found`, `quarantined`, or the code it ended
 * with and when.
 */
export async function findLiveLink(
  { links, now }: Pick<ServerDeps, 'links' | 'now'>,
  locator: Locator,
): Promise<LiveLink> {
  const found = await links.find(locator)
  if (found === null) throw new DropError('not-found')
  const state = linkState(found.link, now())
  if (state.state === 'ended') throw new DropError(state.reason, { at: state.at })
  refuseQuarantined(found.link)
  return readLive(found)
}

/**
 * What anybody with the link may see before opening it. Writes nothing, counts nothing. Errors: `not-found`,
 * `quarantined`.
 */
export async function lookAtLink(deps: ServerDeps, locator: Locator): Promise<LinkResponse> {
  const found = await deps.links.find(locator)
  if (found === null) throw new DropError('not-found')
  const state = linkState(found.link, deps.now())
  if (state.state === 'ended') return { state: 'ended', reason: state.reason, at: state.at }
  refuseQuarantined(found.link)
  const { link, drop } = readLive(found)
  const lapse = link.placesLeft === 0 ? await deps.leases.firstLapse(locator) : null
  return {
    state: 'live',
    salt: link.salt,
    hint: link.hint,
    header: drop.header,
    sealedLength: drop.sealedLength,
    expiresAt: link.expiresAt,
    maxDownloads: link.maxDownloads,
    placesLeft: link.placesLeft,
    heldUntil: lapse === null ? null : leaseEnd(lapse, link.expiresAt),
  }
}
