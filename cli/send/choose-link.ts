import type { LinkChoice } from '../../lib/client/send/send-state.ts'
import type { ConfigResponse } from '../../lib/wire/config.ts'
import { checkDownloads, checkExpires, parseCount, parseExpires } from '../link-limits.ts'
import { UsageError } from '../usage-error.ts'

/** What was said of the links, as it was said. */
export interface LinkOptions {
  readonly expires?: string
  readonly downloads?: string
  readonly links?: string
  readonly label?: readonly string[]
}

function expiryOf({ expires }: LinkOptions, config: ConfigResponse): number {
  if (expires === undefined) return config.expiry.default
  const seconds = parseExpires(expires)
  checkExpires(seconds, config)
  return seconds
}

function downloadsOf({ downloads }: LinkOptions, config: ConfigResponse): number {
  if (downloads === undefined) return config.downloads.default
  const count = parseCount('--downloads', downloads)
  checkDownloads(count, config)
  return count
}

function labelsOf({ links, label = [] }: LinkOptions, { linksMax }: ConfigResponse): readonly (string | null)[] {
  const count = links === undefined ? Math.max(1, label.length) : parseCount('--links', links)
  if (count > linksMax) throw new UsageError(`This site allows up to ${linksMax} links of a drop, not ${count}.`)
  if (label.length > 1 && label.length !== count)
    throw new UsageError(`--links says ${count}, and ${label.length} labels are given: say as many, or one.`)
  const [only = null] = label
  if (label.length > 1) return label
  if (count === 1 || only === null) return Array.from({ length: count }, () => only)
  return Array.from({ length: count }, (_, at) => `${only} ${at + 1}`)
}

/** The links that are wanted, within what the instance allows. Errors: `UsageError`. */
export function chooseLink(options: LinkOptions, config: ConfigResponse): Omit<LinkChoice, 'password' | 'hint'> {
  return {
    expiresIn: expiryOf(options, config),
    maxDownloads: downloadsOf(options, config),
    labels: labelsOf(options, config),
  }
}
