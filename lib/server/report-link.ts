import { DropError } from '../format/drop-error.ts'
import type { Locator } from '../wire/fields.ts'
import type { ReportRequest } from '../wire/links.ts'
import type { ServerDeps } from './deps.ts'

/** Keeps a report of abuse for the operator. Errors: `not-found`. */
export async function reportLink(
  deps: ServerDeps,
  locator: Locator,
  { reason, words, code }: ReportRequest,
): Promise<void> {
  if ((await deps.links.find(locator)) === null) throw new DropError('not-found')
  await deps.events.report({ locator, reason, words, code: code ?? null }, deps.now())
}
