import { checkNotCancelled, mayPass, pauseAfter, type RetryPolicy } from '../adapters/http/retry.ts'
import { type DropError, isDropError } from '../format/drop-error.ts'

/** What `Patience` depends on. Times in ms. */
export interface PatienceDeps extends Omit<RetryPolicy, 'giveUpAfter'> {
  /** Something that failed for so long is stuck. */
  readonly stuckAfter: number
  /** What is stuck is tried again by itself this often. */
  readonly stuckDelay: number
}

/** Whether somebody can do something about it and then try again, though waiting alone hardly helps. */
function mayBeMended(error: unknown): error is DropError {
  return (
    isDropError(error, 'storage-full') ||
    isDropError(error, 'too-many-requests') ||
    // Of a day's bytes an upload waits for the next; a download was not begun, and nobody waits for it that long.
    (isDropError(error, 'too-many-bytes') && error.facts.subject === 'sent') ||
    isDropError(error, 'internal') ||
    isDropError(error, 'upload-incomplete')
  )
}

interface Trouble {
  readonly since: number
  readonly error: DropError
}

/**
 * Tries things until they succeed, and tells when one of them is stuck: after a while, or at once where waiting alone
 * hardly helps. What cannot pass is thrown.
 */
export interface Patience {
  /** Errors: `cancelled`, and failures of `attempt` that no retry mends. */
  readonly run: <T>(signal: AbortSignal, attempt: () => Promise<T>) => Promise<T>
  /**
   * As `run`, of what has failed with `error` just now. Errors: those of `run`, and `error` where no retry mends it.
   */
  readonly runAgain: <T>(signal: AbortSignal, error: unknown, attempt: () => Promise<T>) => Promise<T>
  /** The clock that it goes by, Unix ms. */
  readonly now: () => number
  /** Tries everything that waits at once, and gives it all its time again. */
  readonly kick: () => void
}

class Troubles {
  readonly #known = new Map<symbol, Trouble>()
  readonly #deps: PatienceDeps
  readonly #onStuck: (error: DropError | null) => void
  #told: DropError | null = null

  constructor(deps: PatienceDeps, onStuck: (error: DropError | null) => void) {
    this.#deps = deps
    this.#onStuck = onStuck
  }

  get isStuck(): boolean {
    return this.#told !== null
  }

  failed(name: symbol, error: DropError): void {
    const since = mayPass(error) ? (this.#known.get(name)?.since ?? this.#deps.now()) : -Infinity
    this.#known.set(name, { since, error })
    this.#tell()
  }

  over(name: symbol): void {
    this.#known.delete(name)
    this.#tell()
  }

  beginAnew(): void {
    const since = this.#deps.now()
    for (const [name, { error }] of this.#known) this.#known.set(name, { since, error })
    this.#tell()
  }

  #tell(): void {
    const late = this.#deps.now() - this.#deps.stuckAfter
    const stuck = [...this.#known.values()].find(({ since }) => since <= late)?.error ?? null
    if ((stuck === null) === (this.#told === null)) return
    this.#told = stuck
    this.#onStuck(stuck)
  }
}

/** The pauses between tries. */
class Pauses {
  readonly #deps: PatienceDeps
  #kicked = new AbortController()

  constructor(deps: PatienceDeps) {
    this.#deps = deps
  }

  /** Waits after `error`, for at least `least` ms unless it is kicked. Errors: `cancelled`. */
  async rest(error: DropError, delay: number, least: number, signal: AbortSignal): Promise<void> {
    const { signal: kick } = this.#kicked
    const ms = Math.max(pauseAfter(error, delay, this.#deps), least)
    try {
      await this.#deps.wait(ms, AbortSignal.any([signal, kick]))
    } catch (failure) {
      if (signal.aborted || !kick.aborted) throw failure
    }
  }

  kick(): void {
    this.#kicked.abort()
    this.#kicked = new AbortController()
  }
}

/** Waits after a failure, for `delay` ms more or less. Errors: `cancelled`. */
type Rest = (failure: DropError, delay: number) => Promise<void>

/** Rests after `error`, and tries again until it succeeds. Errors: `cancelled`, failures that no retry mends. */
async function persist<T>(
  { firstDelay, longestDelay }: Pick<PatienceDeps, 'firstDelay' | 'longestDelay'>,
  { signal, error, rest }: { readonly signal: AbortSignal; readonly error: unknown; readonly rest: Rest },
  attempt: () => Promise<T>,
): Promise<T> {
  let failure = error
  for (let delay = firstDelay; ; delay = Math.min(longestDelay, delay * 2)) {
    checkNotCancelled(signal)
    if (!mayPass(failure) && !mayBeMended(failure)) throw failure
    await rest(failure, delay)
    checkNotCancelled(signal)
    try {
      return await attempt()
    } catch (next) {
      failure = next
    }
  }
}

/** `onStuck` hears the failure once something is stuck, and `null` once nothing is any more. */
export function createPatience(deps: PatienceDeps, onStuck: (error: DropError | null) => void): Patience {
  const troubles = new Troubles(deps, onStuck)
  const pauses = new Pauses(deps)

  const runAgain: Patience['runAgain'] = (signal, error, attempt) => {
    const name = Symbol()
    const rest: Rest = (failure, delay) => {
      troubles.failed(name, failure)
      return pauses.rest(failure, delay, troubles.isStuck ? deps.stuckDelay : 0, signal)
    }
    return persist(deps, { signal, error, rest }, attempt).finally(() => troubles.over(name))
  }

  return {
    now: deps.now,
    async run(signal, attempt) {
      checkNotCancelled(signal)
      try {
        return await attempt()
      } catch (error) {
        return runAgain(signal, error, attempt)
      }
    },
    runAgain,
    kick() {
      troubles.beginAnew()
      pauses.kick()
    },
  }
}
