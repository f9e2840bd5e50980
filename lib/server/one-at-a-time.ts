/** Runs works of one key one after another, and those of different keys side by side. */
export type Line = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** A line for this process; it remembers only keys with work under way. */
export function createLine(): Line {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const next = () => work()
    const turn = (last.get(key) ?? Promise.resolve()).then(next, next)
    last.set(key, turn)
    try {
      return await turn
    } finally {
      if (last.get(key) === turn) last.delete(key)
    }
  }
}
