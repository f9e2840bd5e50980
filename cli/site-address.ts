import { plainWords } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/**
 * The address of an instance as everything names it: origin and path, without a slash at the end. Errors: `UsageError`
 * for what is no http or https address.
 */
export function siteAt(address: string): string {
  if (address === '') throw new UsageError('--server is empty: write the address of a site.')
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${plainWords(address)} is no address of a site. Write it whole, with https:// before it.`)
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
