import { createCall } from '../../adapters/http/call.ts'
import { createLinkOwnerApi, createSenderApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { createPutPart } from '../../adapters/http/put-part.ts'
import { removeSealedFiles } from '../../adapters/opfs/sealed-files.ts'
import { webUploadLocks } from '../../adapters/web-locks/upload-locks.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { DropError } from '../../format/drop-error.ts'
import { chooseHeader } from '../../format/geometry.ts'
import type { SenderApi } from '../../ports/drop-api.ts'
import type { SenderStore } from '../../ports/sender-store.ts'
import { siteUrl } from '../../wire/base-path.ts'
import { checkBrowser } from '../check-browser.ts'
import { loadOnce } from '../load-once.ts'
import { revoking, STALL_MS, uploadPatience } from '../network-policy.ts'
import { profileFor, startStretchPassword } from '../password/start-stretch-password.ts'
import { notifySent } from '../sent/sent-changes.ts'
import { createNewLink } from './new-link.ts'
import { blobSealing } from './part-sealing.ts'
import { createSealPlaintext } from './seal-plaintext.ts'
import { createSealPool, type SealAnswer, type SealWorker } from './seal-pool.ts'
import { createSendDrop } from './send-drop.ts'
import type { SendDrop } from './send-state.ts'
import { type Device, paceFor } from './sending-pace.ts'
import { startUploadTicket } from './start-upload-ticket.ts'
import type { UploadTicket } from './upload-ticket.ts'

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
  const load = loadOnce(() =>
    import('../../adapters/indexed-db/sender-store.ts').then(
      ({ createSenderStore }): SenderStore => createSenderStore(),
      (cause: unknown) => {
        throw new DropError('save-failed', { subject: 'list', cause })
      },
    ),
  )
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

function thisDevice(): Device {
  // Not every browser has it, and TypeScript's does not.
  const memory: unknown = Reflect.get(navigator, 'deviceMemory')
  return {
    memory: typeof memory === 'number' ? memory : undefined,
    processors: navigator.hardwareConcurrency,
    isHandheld: matchMedia('(pointer: coarse)').matches,
  }
}

/**
 * Sends a drop from this page, with its ticket where the instance asks for one. `config` says what the instance allows.
 * Whoever starts it calls `retry` when the network is back.
 */
export function startSendDrop(config: SenderApi['config']): { readonly drop: SendDrop; readonly ticket: UploadTicket } {
  const base = siteUrl()
  const call = createCall(fetch, base)
  const pace = paceFor(thisDevice())
  const pool = createSealPool(startSealWorker, pace, createSealPlaintext(cryptoRandom, createPutPart(fetch, base)))
  // This is started when somebody is about to send: what seals is loaded meanwhile.
  pool.prepare()
  void removeSealedFiles()
  const api = { ...createSenderApi(call), config }
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
    mostAtOnce: pace.mostAtOnce,
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
  return { drop, ticket }
}
