import { toNetworkError } from '../adapters/http/to-network-error.ts'

/** Loads at the first call, and once for all of them; what failed is loaded anew. Errors: those of `load`, else `network`. */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null
  return () => {
    loading ??= load().catch((cause: unknown) => {
      loading = null
      throw toNetworkError(cause)
    })
    return loading
  }
}
