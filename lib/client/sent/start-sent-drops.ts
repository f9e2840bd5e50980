import { createCall } from '../../adapters/http/call.ts'
import { createLinkOwnerApi, createSenderApi } from '../../adapters/http/drop-api.ts'
import { createSenderStore } from '../../adapters/indexed-db/sender-store.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { siteUrl } from '../../wire/base-path.ts'
import { profileFor, startStretchPassword } from '../password/start-stretch-password.ts'
import { createNewLink } from '../send/new-link.ts'
import { openSentChanges } from './sent-changes.ts'
import { createSentDrops } from './sent-drops.ts'
import type { SentDrops } from './sent-state.ts'

/** The list of drops that were sent from this browser, for this page. */
export function startSentDrops(): SentDrops {
  const base = siteUrl()
  const call = createCall(fetch, base)
  const stretch = startStretchPassword()
  const sent = createSentDrops({
    store: createSenderStore(),
    api: createSenderApi(call),
    links: createLinkOwnerApi(call),
    newLink: createNewLink({ stretch, random: cryptoRandom, profile: profileFor(globalThis) }),
    stretch,
    random: cryptoRandom,
    changes: openSentChanges(),
    base,
    now: Date.now,
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
    isVisible: () => document.visibilityState === 'visible',
    onVisibility: (listener) => {
      document.addEventListener('visibilitychange', listener)
      return () => document.removeEventListener('visibilitychange', listener)
    },
  })
  addEventListener('online', sent.refresh)
  return {
    ...sent,
    close: () => {
      removeEventListener('online', sent.refresh)
      sent.close()
    },
  }
}
