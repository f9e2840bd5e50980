import { DropError } from '../format/drop-error.ts'

/** What sealing and opening need of a browser. */
interface Needed {
  readonly isSecureContext: boolean
  readonly crypto?: { readonly subtle?: unknown }
  readonly Worker?: unknown
  readonly CompressionStream?: unknown
  readonly MessageChannel?: unknown
  readonly AbortSignal?: { readonly any?: unknown }
}

/**
 * Errors: `browser-unsupported` where something is missing. Asked by feature, never by the browser's name. Over plain
 * http from another machine there is no cryptography (W3C Secure Contexts 3.1): that has its own subject, `secure
 * context`.
 */
export function checkBrowser(browser: Needed): void {
  const missing = (subject: string) => new DropError('browser-unsupported', { subject })
  if (!browser.isSecureContext) throw missing('secure context')
  if (browser.crypto?.subtle === undefined) throw missing('cryptography')
  if (browser.Worker === undefined || browser.MessageChannel === undefined) throw missing('workers')
  if (browser.CompressionStream === undefined) throw missing('streams')
  if (browser.AbortSignal?.any === undefined || !('withResolvers' in Promise)) throw missing('current JavaScript')
}
