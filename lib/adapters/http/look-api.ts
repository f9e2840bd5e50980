import type { ReceiverApi, SenderApi } from '../../ports/drop-api.ts'
import { configAnswer, linkAnswer, openAnswer } from '../../wire/first-answers.ts'
import { type Call, nothing } from './call.ts'

/** What stands under a link. */
export function linkPath(locator: string, rest = ''): string {
  return `/api/v1/links/${encodeURIComponent(locator)}${rest}`
}

/** What a receiver may ask before anything is taken, over `call`. */
export function createLookApi(call: Call): Pick<ReceiverApi, 'look' | 'open' | 'report'> {
  return {
    look: (locator, signal) => call({ method: 'GET', path: linkPath(locator) }, linkAnswer, signal),
    open: (locator, token, signal) =>
      call({ method: 'POST', path: linkPath(locator, '/open'), token }, openAnswer, signal),
    report: (locator, body, signal) =>
      call({ method: 'POST', path: linkPath(locator, '/report'), body }, nothing, signal),
  }
}

/** What everybody may ask of an instance, over `call`. */
export function createConfigApi(call: Call): Pick<SenderApi, 'config'> {
  return { config: (signal) => call({ method: 'GET', path: '/api/v1/config' }, configAnswer, signal) }
}
