import { type Call, createCall, type FetchText } from '../lib/adapters/http/call.ts'
import { DropError, isDropError } from '../lib/format/drop-error.ts'
import { readError } from '../lib/wire/read-error.ts'
import { SiteTrouble } from './site-trouble.ts'

/** What came back, whoever it was that answered. */
interface Seen {
  readonly status: number
  readonly text: string
}

/**
 * Whether an answer that the API does not know is none of a Snowdrop: a proxy says so with 5xx or 429 where it cannot
 * reach its own right now.
 */
function isForeign({ status, text }: Seen): boolean {
  return status < 500 && status !== 429 && readError(text) === null
}

/**
 * Calls as `createCall` makes them. Where nothing answers (`network`), or what does is no Snowdrop (`unavailable`), a
 * `SiteTrouble` is the failure's cause.
 */
export function createSiteCall(fetchText: FetchText, base: string): Call {
  return async (request, shape, signal) => {
    let seen: Seen = { status: 0, text: '' }
    const seeing: FetchText = async (address, init) => {
      const response = await fetchText(address, init)
      const text = await response.text()
      seen = { status: response.status, text }
      return { status: response.status, text: () => Promise.resolve(text) }
    }
    try {
      return await createCall(seeing, base)(request, shape, signal)
    } catch (error) {
      if (isDropError(error, 'network') || (isDropError(error, 'unavailable') && isForeign(seen)))
        throw new DropError(error.code, { ...error.facts, cause: new SiteTrouble(base, error) })
      throw error
    }
  }
}
