/** Counts what clients ask for. `key` tells clients apart and nothing else. */
export interface ClientLimiter {
  /**
   * Takes one request of a client, or one that counts as `many`; atomic among all that share a store. Errors:
   * `too-many-requests` with `at`, `unavailable`.
   */
  take(key: string, many?: number): Promise<void>
}

/** Counts the bytes of clients, day by day (UTC). */
export interface ByteLimiter {
  /**
   * Takes so many bytes of a client's day; of many at once, none passes the limit. Errors: `too-many-bytes` with `at`
   * and nothing taken, `unavailable`.
   */
  take(key: string, bytes: number): Promise<void>
  /** Gives back what was taken and not used. Errors: `unavailable`. */
  giveBack(key: string, bytes: number): Promise<void>
}

/** The bytes of whoever sends one request; `null` where nothing is counted. */
export type ByteMeter = { readonly [Act in keyof ByteLimiter]: (bytes: number) => Promise<void> } | null
