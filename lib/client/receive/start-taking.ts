import type { Call } from '../../adapters/http/call.ts'
import { createReceiverApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { keptDownloads } from '../../adapters/opfs/kept-downloads.ts'
import { lockPresence } from '../../adapters/web-locks/lease-presence.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import type { LeaseStore } from '../../ports/lease-store.ts'
import { downloadPatience, STALL_MS } from '../network-policy.ts'
import { openPageSink } from './open-sink.ts'
import { type BeginTaking, createTaking } from './receiving.ts'
import { saveInWorker } from './save-in-worker.ts'
import { findSaveWay } from './save-way.ts'
import { KEEP_FROM } from './worth-keeping.ts'

/** Takes drops in this page; `base` is the instance's address. */
export function startTaking(call: Call, base: string, leases: LeaseStore): BeginTaking {
  const { prepareSave, load } = saveInWorker({
    openSink: openPageSink,
    startWorker: () => new Worker(new URL('../workers/open-worker.ts', import.meta.url), { type: 'module' }),
    base,
  })
  return createTaking({
    api: createReceiverApi(call),
    prepareSave,
    fetchRange: createFetchRange(fetch, base, STALL_MS),
    leases,
    presence: lockPresence(navigator.locks),
    keeping: keptDownloads,
    keepFrom: KEEP_FROM,
    findWay() {
      // It is asked where there are files to save.
      load()
      return findSaveWay()
    },
    random: cryptoRandom,
    now: Date.now,
    patience: downloadPatience,
    leaveWithin: 2000,
  })
}
