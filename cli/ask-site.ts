import { retry } from '../lib/adapters/http/retry.ts'
import { downloadPatience } from '../lib/client/network-policy.ts'
import { DropError, isDropError } from '../lib/format/drop-error.ts'
import { SiteTrouble } from './site-trouble.ts'

/** How long a question is tried while the network fails, in ms: somebody waits for the answer. */
const ASK_FOR = 5000

/**
 * Asks a site before anything else is done. Errors: `bad-request` at once where what answers is no Snowdrop, as waiting
 * makes none of it; those of `retry`.
 */
export function askSite<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  return retry({ ...downloadPatience, giveUpAfter: ASK_FOR }, signal, async () => {
    try {
      return await attempt()
    } catch (error) {
      if (isDropError(error, 'unavailable') && error.cause instanceof SiteTrouble)
        throw new DropError('bad-request', { subject: 'site', cause: error.cause })
      throw error
    }
  })
}
