import { inSite } from '../../wire/base-path.ts'
import { ASIDE_WORKER, type OfflineWords, SHELL_WORKER, type Shared, type ShellMessage } from './shell-messages.ts'

/** How long the worker is waited for, in ms. */
const PATIENCE_MS = 5000

/**
 * Installs the worker and leaves it the words of its page. Where a browser or window has none, nothing is lost but the
 * share sheet.
 *
 * [Note: Aside] Static routes hold for pages, but not for what their workers ask (Chromium 156): each part that was
 * sealed woke the app's worker, which kept the request with the part's Blob until its collector found it, a gigabyte
 * for a gigabyte. A worker belongs to the service worker in whose scope its script lies: that of scripts has one that
 * hears of nothing.
 */
export async function installShell(container: ServiceWorkerContainer, words: OfflineWords): Promise<void> {
  try {
    await container.register(inSite(ASIDE_WORKER), { scope: inSite('/_next/') })
    const registration = await container.register(inSite(SHELL_WORKER), { scope: inSite('/') })
    const worker = registration.active ?? registration.waiting ?? registration.installing
    const message: ShellMessage = { type: 'offline', words }
    worker?.postMessage(message)
  } catch {
    // Private windows and blocked storage refuse with various errors.
  }
}

/** What was shared with the app, given away once; `null` where nothing was, or where it did not wait. */
export async function takeShared(container: ServiceWorkerContainer): Promise<Shared | null> {
  const registration = await container.getRegistration(inSite('/'))
  const worker = registration?.active
  if (!worker) return null
  const { port1, port2 } = new MessageChannel()
  const answer = new Promise<Shared | null>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Shared | null>) => resolve(data)
    setTimeout(() => resolve(null), PATIENCE_MS)
  })
  const message: ShellMessage = { type: 'take' }
  worker.postMessage(message, [port2])
  return answer.finally(() => port1.close())
}
