import { mayPass, type RetryPolicy, retry } from '../adapters/http/retry.ts'
import type { DropError } from '../format/drop-error.ts'

/** What `Patience` depends on. Times in ms. */
export interface PatienceDeps extends Omit<RetryPolicy, 'giveUpAfter'> {
  /** Something that failed for so long is stuck. */
  readonly stuckAfter: number
  /** What is stuck is tried again by itself this often. */
  readonly stuckDelay: number
}

interface Trouble {
  readonly since: number
  readonly error: DropError
}

/** Tries things until they succeed, and tells when one of them is stuck. What cannot pass is thrown at once. */
export interface Patience {
  /** Errors: `cancelled`, and failures of `attempt` that no retry mends. */
  readonly run: <T>(signal: AbortSignal, attempt: () => Promise<T>) => Promise<T>
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
    this.#known.set(name, { since: this.#known.get(name)?.since ?? this.#deps.now(), error })
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

  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    const { signal: kick } = kicked
    try {
      await deps.wait(troubles.isStuck ? Math.max(ms, deps.stuckDelay) : ms, AbortSignal.any([signal, kick]))
    } catch (error) {
      if (signal.aborted || !kick.aborted) throw error
    }
  }

  return {
    async run(signal, attempt) {
      const name = Symbol()
      const tried = async () => {
        try {
          return await attempt()
        } catch (error) {
          if (mayPass(error) && !signal.aborted) troubles.failed(name, error)
          throw error
        }
      }
      try {
        return await retry({ ...deps, wait, giveUpAfter: Infinity }, signal, tried)
      } finally {
        troubles.over(name)
      }
    },
    kick() {
      troubles.beginAnew()
      kicked.abort()
      kicked = new AbortController()
    },
  }
}
