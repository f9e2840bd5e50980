// The service worker of the installed app, under the whole site. It answers two things and nothing else: files that the
// system shares with the app, which go to the send page and never to the network; and, where a page of the site cannot
// be reached, another that says so. It keeps no page and no file. Downloads have a worker of their own
// (download-worker.ts), whose scope is the narrower one, so that none of them comes here.
import {
  answersShare,
  asksForPage,
  offlinePage,
  parseShellMessage,
  SHARE_PATH,
  type Shared,
} from '../../adapters/sharing/shell-messages.ts'

interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void
}
interface InstallEvent extends ExtendableEvent {
  /** Static routing: Chromium 123 and later. */
  addRoutes?(rules: object): Promise<void>
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(response: Response | Promise<Response>): void
}
interface ServiceWorkerScope {
  addEventListener(type: 'install', listener: (event: InstallEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void
  addEventListener(type: 'message', listener: (event: ExtendableEvent & MessageEvent<unknown>) => void): void
}

/** TypeScript's types know either pages or workers, and this project is made for pages. */
function serviceWorkerScope(): ServiceWorkerScope {
  return globalThis
}

const scope = serviceWorkerScope()
const site = new URL('.', location.href).pathname
const CACHE = 'snowdrop offline page'
/** How long what was shared waits for its page. */
const WAIT_MS = 60_000

let shared: Shared | null = null
let taken = () => {}

scope.addEventListener('install', (event) => {
  // What is no navigation passes by without waking this worker, where the browser can be told so.
  const others = ['cors', 'no-cors', 'same-origin'].map((requestMode) => ({
    condition: { requestMode },
    source: 'network',
  }))
  if (event.addRoutes) event.waitUntil(event.addRoutes(others).catch(() => undefined))
})

scope.addEventListener('message', (event) => {
  const message = parseShellMessage(event.data)
  if (message?.type === 'offline') {
    const page = new Response(offlinePage(message.words), { headers: { 'content-type': 'text/html; charset=utf-8' } })
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(site, page)))
  }
  if (message?.type === 'take') {
    event.ports[0]?.postMessage(shared)
    shared = null
    taken()
  }
})

async function keepShared(request: Request): Promise<Response> {
  const form = await request.formData()
  // A form without files posts one without a name.
  const files = form.getAll('files').filter((each): each is File => each instanceof File && each.name !== '')
  const fields = ['title', 'text', 'url'].map((field) => form.get(field))
  const text = fields.filter((each): each is string => typeof each === 'string' && each !== '')
  shared = { files, text: text.join('\n') }
  return Response.redirect(`${site}#shared`, 303)
}

scope.addEventListener('fetch', (event) => {
  const { request } = event
  if (answersShare(request, `${site}${SHARE_PATH.slice(1)}`)) {
    event.respondWith(keepShared(request))
    event.waitUntil(
      new Promise<void>((resolve) => {
        taken = resolve
        setTimeout(resolve, WAIT_MS)
      }).then(() => {
        shared = null
      }),
    )
    return
  }
  if (!asksForPage(request, site)) return
  const instead = async (cause: unknown) => {
    const page = await caches.match(site, { cacheName: CACHE })
    if (page === undefined) throw cause
    return page
  }
  event.respondWith(fetch(request).catch(instead))
})
