import type { BareBrowser } from './bare-browser.ts'
import type { Ground } from './rig.ts'
import { saved, timed } from './ways.ts'

/** A service worker that answers so many zeros by a stream, 256 KiB at a time: no network, no cipher, no message. */
const answerZeros = (bytes: number) => `
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (!event.request.url.endsWith('/zeros')) return
  let left = ${bytes}
  const body = new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close()
      const chunk = new Uint8Array(Math.min(left, 2 ** 18))
      left -= chunk.length
      controller.enqueue(chunk)
    },
  })
  event.respondWith(new Response(body, { headers: { 'content-disposition': 'attachment' } }))
})`

/**
 * From the click to a file of `bytes` zeros that a service worker answered: what the browser itself makes of that way.
 * Every download of ours through a service worker passes this and has its own work to do besides.
 */
export async function ceilingDownload(browser: BareBrowser, { plainPage }: Ground, bytes: number): Promise<number> {
  await fetch(`${plainPage}/worker.js`, { method: 'PUT', body: answerZeros(bytes) })
  await browser.goto(plainPage)
  await browser.run(`navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)`)
  await browser.until('navigator.serviceWorker.controller')
  // A link with `download` would pass by the worker.
  const seconds = await timed(() => saved(browser, "location.assign('/zeros')"))
  await browser.run('navigator.serviceWorker.getRegistration().then((each) => each.unregister())')
  return seconds
}
