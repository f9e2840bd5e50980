import { inSite } from '../../wire/base-path.ts'
import { DOWNLOAD_SCOPE, DOWNLOAD_WORKER } from './download-messages.ts'

/** A worker that has not answered or become active by then, in ms, is taken for broken. */
const ANSWER_MS = 10_000

/** What a promise gives; `null` where a working worker would have answered by then. */
export function orNull<T>(promise: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(resolve, ANSWER_MS, null)
  return Promise.race([promise, late]).finally(() => {
    clearTimeout(timer)
  })
}

function whenActive(worker: ServiceWorker): Promise<ServiceWorker | null> {
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === 'activated') resolve(worker)
      if (worker.state === 'redundant') resolve(null)
    }
    worker.addEventListener('statechange', look)
    look()
  })
}

/** The download worker, registered and active; `null` where this browser or window has none. */
export async function findDownloadWorker(container: ServiceWorkerContainer): Promise<ServiceWorker | null> {
  try {
    const registration = await container.register(inSite(DOWNLOAD_WORKER), { scope: inSite(DOWNLOAD_SCOPE) })
    const worker = registration.active ?? registration.waiting ?? registration.installing
    return worker === null ? null : await orNull(whenActive(worker))
  } catch {
    // Private windows, blocked storage and certificate faults refuse with various errors: all mean that it cannot be
    // used.
    return null
  }
}
