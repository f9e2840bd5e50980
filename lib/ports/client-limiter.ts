/** Counts what clients ask for. */
export interface ClientLimiter {
  /** Takes one request of a client; atomic among all that share a store. `key` tells clients apart and nothing else. Errors: `too-many-requests` with `at`, `unavailable`. */
  take(key: string): Promise<void>
}
