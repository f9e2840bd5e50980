import { createCall } from '../../adapters/http/call.ts'
import { createLinkOwnerApi, createSenderApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { createPutPart } from '../../adapters/http/put-part.ts'
import { webUploadLocks } from '../../adapters/web-locks/upload-locks.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { DropError } from '../../format/drop-error.ts'
import { chooseHeader } from '../../format/geometry.ts'
import type { SenderStore } from '../../ports/sender-store.ts'
import { siteUrl } from '../../wire/base-path.ts'
import { checkBrowser } from '../check-browser.ts'
import { revoking, STALL_MS, uploadPatience } from '../network-policy.ts'
import { profileFor, startStretchPassword } from '../password/start-stretch-password.ts'
import { notifySent } from '../sent/sent-changes.ts'
import { createNewLink } from './new-link.ts'
import { blobSealing } from './part-sealing.ts'
import { createSealPlaintext } from './seal-plaintext.ts'
import { createSealPool, type SealAnswer, type SealWorker } from './seal-pool.ts'
import { createSendDrop } from './send-drop.ts'
import type { SendDrop } from './send-state.ts'
import { startUploadTicket } from './start-upload-ticket.ts'
import type { UploadTicket } from './upload-ticket.ts'

/** Two keep the crypto threads of a small machine busy (DESIGN 10), with three parts each: one is sealed while the others are on their way. */
const WORKERS = 2
const PARTS_AT_ONCE = 6
const TICK_MS = 400

function startSealWorker(): SealWorker {
  const worker = new Worker(new URL('../workers/seal-worker.ts', import.meta.url), { type: 'module' })
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

/** The browser's store, loaded at its first use: a page that sends does not wait for it. */
function loadSenderStore(): SenderStore {
  let loaded: Promise<SenderStore> | null = null
  const load = () => {
    loaded ??= import('../../adapters/indexed-db/sender-store.ts').then(
      ({ createSenderStore }) => createSenderStore(),
      (cause: unknown) => {
        loaded = null
        throw new DropError('save-failed', { subject: 'list', cause })
      },
    )
    return loaded
  }
  return {
    drops: async () => (await load()).drops(),
    changeDrop: async (id, change) => (await load()).changeDrop(id, change),
    uploads: async () => (await load()).uploads(),
    putUpload: async (upload) => (await load()).putUpload(upload),
    putPart: async (id, number, salt) => (await load()).putPart(id, number, salt),
    removeUpload: async (id) => (await load()).removeUpload(id),
    keeping: async (value) => (await load()).keeping(value),
  }
}

/** Sends a drop from this page, with its ticket where the instance asks for one. */
export function startSendDrop(): { readonly drop: SendDrop; readonly ticket: UploadTicket } {
  const base = siteUrl()
  const call = createCall(fetch, base)
  const pool = createSealPool(startSealWorker, WORKERS, createSealPlaintext(cryptoRandom, createPutPart(fetch, base)))
  const api = createSenderApi(call)
  const ticket = startUploadTicket(call, api)
  const drop = createSendDrop({
    api,
    ticket,
    links: createLinkOwnerApi(call),
    newLink: createNewLink({ stretch: startStretchPassword(), random: cryptoRandom, profile: profileFor(globalThis) }),
    sealing: blobSealing(pool),
    fetchRange: createFetchRange(fetch, base, STALL_MS),
    store: loadSenderStore(),
    locks: webUploadLocks(navigator.locks),
    notifySent,
    random: cryptoRandom,
    now: Date.now,
    partsAtOnce: PARTS_AT_ONCE,
    patience: uploadPatience,
    revoking,
    chooseHeader,
    checkBrowser: () => checkBrowser(globalThis),
    base,
    everyTick: (callback) => {
      const timer = setInterval(callback, TICK_MS)
      return () => clearInterval(timer)
    },
    onReturn: (listener) =>
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && listener()),
  })
  addEventListener('online', drop.retry)
  return { drop, ticket }
}
