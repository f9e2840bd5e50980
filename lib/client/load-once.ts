import { toNetworkError } from '../adapters/http/to-network-error.ts'
import type { DropError } from '../format/drop-error.ts'

/**
 * Loads at the first call, and once for all of them; what failed is loaded anew, and `failed` hears of it once, however
 * many wait. Errors: those of `load`, else `network`.
 */
export function loadOnce<T>(load: () => Promise<T>, failed?: (error: DropError) => void): () => Promise<T> {
  let loading: Promise<T> | null = null
  return () => {
    loading ??= load().catch((cause: unknown) => {
      loading = null
      const error = toNetworkError(cause)
      failed?.(error)
      throw error
    })
    return loading
  }
}
