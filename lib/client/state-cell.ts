/** A state that can be watched: the same object until it changes, as `useSyncExternalStore` asks. */
export interface StateCell<T> {
  readonly get: () => T
  readonly set: (state: T) => void
  /** Calls `listener` after each change; answers what ends that. */
  readonly subscribe: (listener: () => void) => () => void
}

/** A cell that holds `initial`. */
export function createStateCell<T>(initial: T): StateCell<T> {
  const listeners = new Set<() => void>()
  let current = initial
  return {
    get: () => current,
    set: (state) => {
      current = state
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
