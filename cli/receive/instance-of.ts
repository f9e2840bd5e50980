import { siteAt } from '../site-address.ts'
import { UsageError } from '../usage-error.ts'

/**
 * The instance a link leads to, else the one that was named. Errors: `UsageError` where neither is an http(s) address.
 */
export function instanceOf(text: string, server: string | undefined): string {
  const inLink = /https?:\/\/[^\s<>"'#]+(?=#)/i.exec(text)?.[0]
  // A link without its code is refused as such, by whoever reads it.
  const cutOff = /https?:\/\/[^\s<>"']+/i.exec(text)?.[0]
  const address = inLink ?? server ?? cutOff
  if (address === undefined)
    throw new UsageError(
      'A code or words alone do not say which site they are of: add --server URL, or set SNOWDROP_SERVER.',
    )
  const site = siteAt(address)
  return inLink === undefined ? site : site.replace(/\/d$/, '')
}
