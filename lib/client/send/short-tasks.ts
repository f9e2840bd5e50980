/** So long a page may do one thing, in ms: what takes longer than 50 is felt (Long Tasks 1). */
const TASK_MS = 25

/** Does `work` for each of many things, and lets the page do something else in between. Few take one task. */
export async function inShortTasks<T>(all: readonly T[], work: (each: T) => void): Promise<void> {
  let begun = performance.now()
  for (const each of all) {
    work(each)
    if (performance.now() - begun < TASK_MS) continue
    await new Promise((resolve) => setTimeout(resolve))
    begun = performance.now()
  }
}
