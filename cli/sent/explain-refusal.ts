import { createConfigApi } from '../../lib/adapters/http/look-api.ts'
import type { LinkEdit } from '../../lib/client/sent/sent-state.ts'
import { countDownloads } from '../../lib/client/words/amounts.ts'
import { ENGLISH } from '../../lib/client/words/english.ts'
import { type DropError, isDropError } from '../../lib/format/drop-error.ts'
import { askSite } from '../ask-site.ts'
import { checkDownloads, checkExpires } from '../link-limits.ts'
import { siteOf } from '../site.ts'
import { UsageError } from '../usage-error.ts'
import { moment } from './moment.ts'

/**
 * Why the site at `base` did not take a change: with the limit that it passes, of the site or else of the drop. `now` in
 * Unix ms. Errors: `UsageError` with that limit, those of asking the site.
 */
export async function explainRefusal(
  refusal: DropError,
  { expiresIn, maxDownloads }: LinkEdit,
  { base, now, signal }: { readonly base: string; readonly now: number; readonly signal: AbortSignal },
): Promise<DropError> {
  if (!isDropError(refusal, 'bad-request')) return refusal
  const config = await askSite(signal, () => createConfigApi(siteOf(base).call).config(signal))
  if (expiresIn !== undefined) checkExpires(expiresIn, config)
  if (maxDownloads !== undefined) checkDownloads(maxDownloads, config)
  const { subject, limit } = refusal.facts
  if (subject === 'expiresIn' && limit !== undefined)
    throw new UsageError(`This drop can be kept until ${moment(now + limit * 1000)} at the longest.`)
  if (subject === 'maxDownloads' && limit !== undefined)
    throw new UsageError(`${countDownloads(limit, ENGLISH)} were made or are running: it cannot be fewer.`)
  return refusal
}
