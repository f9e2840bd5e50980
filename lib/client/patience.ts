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

/** `onStuck` hears the failure once something is stuck, and `null` once nothing is any more. */
export function createPatience(deps: PatienceDeps, onStuck: (error: DropError | null) => void): Patience {
  const troubles = new Troubles(deps, onStuck)
  let kicked = new AbortController()

  async function rest(delay: number, error: DropError, signal: AbortSignal): Promise<void> {
    const { signal: kick } = kicked
    const ms = Math.max(pauseAfter(error, delay, deps), troubles.isStuck ? deps.stuckDelay : 0)
    try {
      await deps.wait(ms, AbortSignal.any([signal, kick]))
    } catch (failure) {
      if (signal.aborted || !kick.aborted) throw failure
    }
  }

  async function persist<T>(name: symbol, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    for (let delay = deps.firstDelay; ; delay = Math.min(deps.longestDelay, delay * 2)) {
      checkNotCancelled(signal)
      try {
        return await attempt()
      } catch (error) {
        checkNotCancelled(signal)
        if (!mayPass(error) && !mayBeMended(error)) throw error
        troubles.failed(name, error)
        await rest(delay, error, signal)
      }
    }
  }

  return {
    now: deps.now,
    run(signal, attempt) {
      const name = Symbol()
      return persist(name, signal, attempt).finally(() => troubles.over(name))
    },
    kick() {
      troubles.beginAnew()
      kicked.abort()
      kicked = new AbortController()
    },
  }
}
