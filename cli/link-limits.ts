import { duration } from '../lib/client/words/amounts.ts'
import { parseDuration } from '../lib/drop/duration.ts'
import type { ConfigResponse } from '../lib/wire/config.ts'
import { UsageError } from './usage-error.ts'

/** Seconds that `--expires` says. Errors: `UsageError`. */
export function parseExpires(text: string): number {
  const seconds = parseDuration(text)
  if (seconds === null) throw new UsageError('--expires takes a number and a unit: 30m, 12h, 2d, 1w.')
  return seconds
}

/** The number that an option says. Errors: `UsageError`. */
export function parseCount(option: string, text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new UsageError(`${option} takes a whole number from 1 on.`)
  return Number(text)
}

/** Errors: `UsageError` where a site does not let a link live for so many seconds. */
export function checkExpires(seconds: number, { expiry }: Pick<ConfigResponse, 'expiry'>): void {
  if (seconds < expiry.min || seconds > expiry.max)
    throw new UsageError(
      `This site keeps links for ${duration(expiry.min, 'en')} to ${duration(expiry.max, 'en')}; --expires says ${duration(seconds, 'en')}.`,
    )
}

/** Errors: `UsageError` where a site does not let a link have so many downloads. */
export function checkDownloads(count: number, { downloads }: Pick<ConfigResponse, 'downloads'>): void {
  if (count < downloads.min || count > downloads.max)
    throw new UsageError(
      `This site allows ${downloads.min} to ${downloads.max} downloads of a link; --downloads says ${count}.`,
    )
}
