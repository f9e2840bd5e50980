import { inSite } from '../../wire/base-path.ts'
import { type OfflineWords, SHELL_WORKER, type Shared, type ShellMessage } from './shell-messages.ts'

/** How long the worker is waited for, in ms. */
const PATIENCE_MS = 5000

/** Installs the worker and leaves it the words of its page. Where a browser or window has none, nothing is lost but the share sheet. */
export async function installShell(container: ServiceWorkerContainer, words: OfflineWords): Promise<void> {
  try {
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
