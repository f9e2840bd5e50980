import type { LinkChoice } from '../../lib/client/send/send-state.ts'
import { duration } from '../../lib/client/words/amounts.ts'
import { parseDuration } from '../../lib/drop/duration.ts'
import type { ConfigResponse } from '../../lib/wire/config.ts'
import { UsageError } from '../usage-error.ts'

/** What was said of the links, as it was said. */
export interface LinkOptions {
  readonly expires?: string
  readonly downloads?: string
  readonly links?: string
  readonly label?: readonly string[]
}

function expiryOf({ expires }: LinkOptions, { expiry }: ConfigResponse): number {
  if (expires === undefined) return expiry.default
  const seconds = parseDuration(expires)
  if (seconds === null) throw new UsageError('--expires takes a number and a unit: 30m, 12h, 2d, 1w.')
  if (seconds < expiry.min || seconds > expiry.max)
    throw new UsageError(
      `This site keeps links for ${duration(expiry.min, 'en')} to ${duration(expiry.max, 'en')}; --expires says ${duration(seconds, 'en')}.`,
    )
  return seconds
}

function countOf(option: string, text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new UsageError(`${option} takes a whole number from 1 on.`)
  return Number(text)
}

function downloadsOf({ downloads: said }: LinkOptions, { downloads }: ConfigResponse): number {
  if (said === undefined) return downloads.default
  const count = countOf('--downloads', said)
  if (count < downloads.min || count > downloads.max)
    throw new UsageError(
      `This site allows ${downloads.min} to ${downloads.max} downloads of a link; --downloads says ${count}.`,
    )
  return count
}

function labelsOf({ links, label = [] }: LinkOptions, { linksMax }: ConfigResponse): readonly (string | null)[] {
  const count = links === undefined ? Math.max(1, label.length) : countOf('--links', links)
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
