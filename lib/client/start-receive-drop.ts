import { createCall } from '../adapters/http/call.ts'
import { createReceiverApi } from '../adapters/http/drop-api.ts'
import { blobSink, saveByLink } from '../adapters/sinks/blob-sink.ts'
import { downloadSink, fetchInFrame, findDownloadWorker } from '../adapters/sinks/download-sink.ts'
import type { OpenPortSink } from '../adapters/sinks/port-sink.ts'
import { cryptoRandom } from '../crypto/random-source.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { checkBrowser } from './check-browser.ts'
import { downloadPatience } from './network-policy.ts'
import { createReceiveDrop } from './receive-drop.ts'
import type { ReceiveDrop } from './receive-state.ts'
import { saveInWorker } from './save-in-worker.ts'

/** The browser's own downloads where it has service workers, memory elsewhere. */
const openSink: OpenPortSink = async (name, size) => {
  // Absent over plain http; in some private windows it is there and refuses.
  const worker = 'serviceWorker' in navigator ? await findDownloadWorker(navigator.serviceWorker) : null
  if (worker === null) return blobSink(saveByLink(document))(name, size)
  const randomId = () => encodeBase64url(cryptoRandom(16))
  return downloadSink({ worker, randomId, fetchAsDownload: fetchInFrame(document) })(name, size)
}

/** Receives a drop in this page. */
export function startReceiveDrop(): ReceiveDrop {
  return createReceiveDrop({
    api: createReceiverApi(createCall(fetch, location.origin)),
    prepareSave: saveInWorker({
      openSink,
      startWorker: () => new Worker(new URL('./workers/open-worker.ts', import.meta.url), { type: 'module' }),
      origin: location.origin,
    }),
    random: cryptoRandom,
    now: Date.now,
    patience: downloadPatience,
    openFor: 5000,
    checkBrowser: () => checkBrowser(globalThis),
    onOnline: (listener) => addEventListener('online', listener),
    onLeave: (listener) => addEventListener('pagehide', listener),
  })
}
