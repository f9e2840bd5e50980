/** Calls `stop` where `work` takes longer than `ms`; it is for `stop` to make it fail. */
export async function within<T>(ms: number, stop: () => void, work: Promise<T>): Promise<T> {
  const timer = setTimeout(stop, ms)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}
