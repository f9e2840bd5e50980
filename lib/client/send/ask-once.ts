import { checkNotCancelled } from '../../adapters/http/retry.ts'

/** Asks something that needs a request and stays as it is. Errors: `cancelled`, those of the request. */
export type Ask<T> = (signal: AbortSignal) => Promise<T>

const never = new AbortController().signal

/** Asks once: who asks while an answer is on its way, or has come, gets that one; what failed is asked anew. */
export function askOnce<T>(ask: Ask<T>): Ask<T> {
  let asked: Promise<T> | null = null
  return async (signal) => {
    checkNotCancelled(signal)
    // Whoever leaves must not cancel it for the others.
    asked ??= ask(never)
    const mine = asked
    try {
      return await mine
    } catch (error) {
      if (asked === mine) asked = null
      throw error
    } finally {
      checkNotCancelled(signal)
    }
  }
}
