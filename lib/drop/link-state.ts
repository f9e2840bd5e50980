import type { EndReason } from '../wire/drops.ts'
import { FREEZE_AT_WRONG_TRIES } from './limits.ts'

/** What decides whether a link lives. Times are Unix ms. */
export interface LinkTimes {
  readonly expiresAt: number
  readonly endedAt: number | null
  readonly endReason: EndReason | null
}

/** A link's life: it ends once, for one reason. */
export type LinkState =
  | { readonly state: 'live' }
  | { readonly state: 'ended'; readonly reason: EndReason; readonly at: number }

/** Expired is expired at this very millisecond, whether the reaper has come by or not. */
export function linkState(link: LinkTimes, now: number): LinkState {
  if (link.endedAt !== null) return { state: 'ended', reason: link.endReason ?? 'expired', at: link.endedAt }
  if (now >= link.expiresAt) return { state: 'ended', reason: 'expired', at: link.expiresAt }
  return { state: 'live' }
}

/** Whether the next access token may be tried. */
export type TryVerdict =
  | { readonly may: 'try' }
  | { readonly may: 'wait'; readonly until: number }
  | { readonly may: 'ask-sender' }

/** Guesses are heard freely ten times, then ever more slowly, then not at all until the sender unfreezes the link. */
export function judgeTry(
  link: { readonly wrongTries: number; readonly retryAt: number | null },
  now: number,
): TryVerdict {
  if (link.wrongTries >= FREEZE_AT_WRONG_TRIES) return { may: 'ask-sender' }
  if (link.retryAt !== null && now < link.retryAt) return { may: 'wait', until: link.retryAt }
  return { may: 'try' }
}
