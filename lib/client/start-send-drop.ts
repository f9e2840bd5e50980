import { createCall } from '../adapters/http/call.ts'
import { createLinkOwnerApi, createSenderApi } from '../adapters/http/drop-api.ts'
import { createFetchRange } from '../adapters/http/fetch-range.ts'
import { createPutPart } from '../adapters/http/put-part.ts'
import { cryptoRandom } from '../crypto/random-source.ts'
import { chooseHeader } from '../format/geometry.ts'
import { checkBrowser } from './check-browser.ts'
import { revoking, STALL_MS, uploadPatience } from './network-policy.ts'
import { createNewLink } from './new-link.ts'
import { createSealPlaintext } from './seal-plaintext.ts'
import { createSealPool, type SealAnswer, type SealWorker } from './seal-pool.ts'
import { createSendDrop } from './send-drop.ts'
import type { SendDrop } from './send-state.ts'
import { profileFor, startStretchPassword } from './start-stretch-password.ts'

/** Two keep the crypto threads of a small machine busy (DESIGN 10), with two parts each: one is sealed while the other is on its way. */
const WORKERS = 2
const PARTS_AT_ONCE = 4
const TICK_MS = 400

function startSealWorker(): SealWorker {
  const worker = new Worker(new URL('./workers/seal-worker.ts', import.meta.url), { type: 'module' })
  return {
    postMessage: (request) => worker.postMessage(request),
    listen: (answered, broken) => {
      worker.addEventListener('message', (event: MessageEvent<SealAnswer>) => answered(event.data))
      worker.addEventListener('error', broken)
      worker.addEventListener('messageerror', broken)
    },
    terminate: () => worker.terminate(),
  }
}

/** Sends a drop from this page. */
export function startSendDrop(): SendDrop {
  const { origin } = location
  const call = createCall(fetch, origin)
  const drop = createSendDrop({
    api: createSenderApi(call),
    links: createLinkOwnerApi(call),
    newLink: createNewLink({ stretch: startStretchPassword(), random: cryptoRandom, profile: profileFor(globalThis) }),
    seal: createSealPool(startSealWorker, WORKERS, createSealPlaintext(cryptoRandom)).seal,
    put: createPutPart(fetch, origin),
    fetchRange: createFetchRange(fetch, origin, STALL_MS),
    random: cryptoRandom,
    partsAtOnce: PARTS_AT_ONCE,
    patience: uploadPatience,
    revoking,
    chooseHeader,
    checkBrowser: () => checkBrowser(globalThis),
    origin,
    everyTick: (callback) => {
      const timer = setInterval(callback, TICK_MS)
      return () => clearInterval(timer)
    },
  })
  addEventListener('online', drop.retry)
  return drop
}
