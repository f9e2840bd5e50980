import { deriveLocator } from '../crypto/link-keys.ts'
import { MAX_OPEN_REPORTS } from '../drop/limits.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { formatCode } from '../format/code.ts'
import { DropError } from '../format/drop-error.ts'
import { parseLinkText } from '../format/link-text.ts'
import type { Locator } from '../wire/fields.ts'
import type { ReportRequest } from '../wire/links.ts'
import type { ServerDeps } from './deps.ts'

/**
 * A disclosed code in its one spelling. It must be the code of this very link, or a report about one drop could lead
 * the operator into another. Errors: `bad-request`.
 */
async function readCode(text: string, locator: Locator): Promise<string> {
  try {
    const code = await parseLinkText(text)
    if (encodeBase64url(await deriveLocator(code.secret)) === locator) return await formatCode(code)
  } catch (cause) {
    throw new DropError('bad-request', { subject: 'code', cause })
  }
  throw new DropError('bad-request', { subject: 'code' })
}

/**
 * Keeps a report of abuse for the operator, of a link that lives or has ended. Uses no download up. Errors:
 * `not-found`, `bad-request`, `too-many-requests` where the operator has enough of them about this drop.
 */
export async function reportLink(
  deps: Pick<ServerDeps, 'events' | 'now'>,
  locator: Locator,
  { reason, words, code }: ReportRequest,
): Promise<void> {
  const disclosed = code === undefined ? null : await readCode(code, locator)
  const outcome = await deps.events.report({ locator, reason, words, code: disclosed }, MAX_OPEN_REPORTS, deps.now())
  if (outcome === 'unknown') throw new DropError('not-found')
  if (outcome === 'full') throw new DropError('too-many-requests', { subject: 'reports', limit: MAX_OPEN_REPORTS })
}
