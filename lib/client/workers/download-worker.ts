// The service worker under /download/: answers the browser's own downloads with chunks that a page has opened. It
// touches no other request, keeps no cache and knows no key. A new version waits until no download runs: activating at
// once would end running ones.
import { DOWNLOAD_SCOPE, parseDownloadMessage } from '../../adapters/sinks/download-messages.ts'
import { OfferedDownloads } from '../../adapters/sinks/offered-downloads.ts'

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(response: Response): void
}
interface ServiceWorkerScope {
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void
  addEventListener(type: 'message', listener: (event: ExtendableEvent & MessageEvent<unknown>) => void): void
}

/** TypeScript's types know either pages or workers, and this project is made for pages. */
function serviceWorkerScope(): ServiceWorkerScope {
  return globalThis
}

const scope = serviceWorkerScope()
const downloads = new OfferedDownloads(new URL(`.${DOWNLOAD_SCOPE}`, location.href).pathname)

scope.addEventListener('message', (event) => {
  const message = parseDownloadMessage(event.data)
  if (message === null) return
  const { known, until } = downloads.hear(message, message.type === 'offer' ? event.ports[0] : undefined)
  event.ports.at(-1)?.postMessage(known)
  event.waitUntil(until)
})

scope.addEventListener('fetch', (event) => {
  const answer = downloads.answer(new URL(event.request.url).pathname)
  if (answer === null) return
  event.respondWith(answer.response)
  event.waitUntil(answer.until)
})
