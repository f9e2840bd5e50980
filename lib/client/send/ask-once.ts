import { checkNotCancelled } from '../../adapters/http/retry.ts'
import { loadOnce } from '../load-once.ts'

/** Asks something that needs a request and stays as it is. Errors: `cancelled`, those of the request. */
export type Ask<T> = (signal: AbortSignal) => Promise<T>

const never = new AbortController().signal

/** Asks once: who asks while an answer is on its way, or has come, gets that one; what failed is asked anew. */
export function askOnce<T>(ask: Ask<T>): Ask<T> {
  // Whoever leaves must not cancel it for the others.
  const once = loadOnce(() => ask(never))
  return async (signal) => {
    checkNotCancelled(signal)
    try {
      return await once()
    } finally {
      checkNotCancelled(signal)
    }
  }
}
