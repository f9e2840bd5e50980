import { createCall } from '../../adapters/http/call.ts'
import { createLookApi } from '../../adapters/http/look-api.ts'
import { keepsLease } from '../../adapters/indexed-db/keeps-any.ts'
import { removeGathered } from '../../adapters/opfs/gathered-files.ts'
import { keptDownloads } from '../../adapters/opfs/kept-downloads.ts'
import { siteUrl } from '../../wire/base-path.ts'
import { checkBrowser } from '../check-browser.ts'
import { downloadPatience } from '../network-policy.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import { pageLeases } from './page-leases.ts'
import { createReceiveDrop } from './receive-drop.ts'
import type { ReceiveDrop } from './receive-state.ts'
import { findSaveWay } from './save-way.ts'
import { KEEP_FROM } from './worth-keeping.ts'

/** What stretches passwords, loaded with the first one. */
const stretchLater: StretchPassword = async (...password) => {
  const { startStretchPassword } = await import('../password/start-stretch-password.ts')
  return startStretchPassword()(...password)
}

/** Receives a drop in this page. What takes it is loaded when somebody is about to. */
export function startReceiveDrop(): ReceiveDrop {
  const base = siteUrl()
  const call = createCall(fetch, base)
  const { leases, isOpen } = pageLeases()
  void removeGathered()
  return createReceiveDrop({
    api: createLookApi(call),
    leases,
    mayHold: (locator) => (isOpen() ? Promise.resolve(true) : keepsLease(locator)),
    loadTaking: async () => (await import('./start-taking.ts')).startTaking(call, base, leases),
    keeping: keptDownloads,
    keepFrom: KEEP_FROM,
    findWay: findSaveWay,
    stretch: stretchLater,
    now: Date.now,
    patience: downloadPatience,
    openFor: 5000,
    checkBrowser: () => checkBrowser(globalThis),
    onOnline: (listener) => addEventListener('online', listener),
    onLeave: (listener) => addEventListener('pagehide', listener),
  })
}
