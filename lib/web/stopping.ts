/**
 * How this process ends. Next bundles routes apart from each other and from what serves them, so it hangs on
 * `globalThis`.
 */
interface Ending {
  stopping: boolean
  readonly last: (() => Promise<unknown>)[]
}

declare global {
  var snowdropEnding: Ending | undefined
}

function ending(): Ending {
  globalThis.snowdropEnding ??= { stopping: false, last: [] }
  return globalThis.snowdropEnding
}

/** Whether the process takes no new work. */
export function isStopping(): boolean {
  return ending().stopping
}

/** From now on the instance is not ready. */
export function beginStopping(): void {
  ending().stopping = true
}

/** Has `last` done before the process ends: what was named later is done first. */
export function beforeEnd(last: () => Promise<unknown>): void {
  ending().last.push(last)
}

/**
 * Ends the reaper's round and closes the database, in that order. Errors: all that failed, once everything had its
 * turn.
 */
export async function endAll(): Promise<void> {
  const errors: unknown[] = []
  for (const last of ending().last.splice(0).toReversed()) await last().catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw new AggregateError(errors)
}
