import { createCall } from '../../adapters/http/call.ts'
import { createReceiverApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { createMemoryLeaseStore } from '../../adapters/memory/memory-lease-store.ts'
import { removeGathered } from '../../adapters/opfs/gathered-files.ts'
import { keptDownloads } from '../../adapters/opfs/kept-downloads.ts'
import { lockPresence } from '../../adapters/web-locks/lease-presence.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import type { LeaseStore } from '../../ports/lease-store.ts'
import { siteUrl } from '../../wire/base-path.ts'
import { checkBrowser } from '../check-browser.ts'
import { downloadPatience, STALL_MS } from '../network-policy.ts'
import { startStretchPassword } from '../password/start-stretch-password.ts'
import { KEEP_FROM } from './keep-download.ts'
import { createReceiveDrop } from './receive-drop.ts'
import type { ReceiveDrop } from './receive-state.ts'
import { saveInWorker } from './save-in-worker.ts'
import { pageSaveWays } from './save-ways.ts'

/** The browser's store, opened at its first use; where it keeps nothing, the page's memory has to do. */
function leasesOf(): LeaseStore {
  let opened: Promise<LeaseStore> | null = null
  const open = () => {
    opened ??= import('../../adapters/indexed-db/lease-store.ts')
      .then(({ openLeaseStore }) => openLeaseStore())
      .catch(createMemoryLeaseStore)
    return opened
  }
  return {
    change: async (locator, change) => (await open()).change(locator, change),
    running: async (now) => (await open()).running(now),
  }
}

/** Receives a drop in this page. */
export function startReceiveDrop(): ReceiveDrop {
  const base = siteUrl()
  const { openSink, findWay } = pageSaveWays()
  void removeGathered()
  const { prepareSave, load } = saveInWorker({
    openSink,
    startWorker: () => new Worker(new URL('../workers/open-worker.ts', import.meta.url), { type: 'module' }),
    base,
  })
  return createReceiveDrop({
    api: createReceiverApi(createCall(fetch, base)),
    prepareSave,
    fetchRange: createFetchRange(fetch, base, STALL_MS),
    leases: leasesOf(),
    presence: lockPresence(navigator.locks),
    keeping: keptDownloads,
    keepFrom: KEEP_FROM,
    findWay() {
      // It is asked where there are files to save.
      load()
      return findWay()
    },
    stretch: startStretchPassword(),
    random: cryptoRandom,
    now: Date.now,
    patience: downloadPatience,
    openFor: 5000,
    leaveWithin: 2000,
    checkBrowser: () => checkBrowser(globalThis),
    onOnline: (listener) => addEventListener('online', listener),
    onLeave: (listener) => addEventListener('pagehide', listener),
  })
}
