import { checkNotCancelled } from '../../adapters/http/retry.ts'
import type { Bytes } from '../../format/bytes.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import { type Failure, unpackFailure } from '../packed-failure.ts'
import type { HeldPart, PutResult } from './held-part.ts'
import type { SealJob, SealPlaintext } from './seal-plaintext.ts'

/**
 * What a page asks of a sealing worker: to seal a part and hold it under this id, to put it, to stop putting it, to let
 * it go; to end, once what it let go is gone.
 */
export type SealRequest =
  | { readonly type: 'seal'; readonly id: number; readonly job: SealJob }
  | { readonly type: 'put'; readonly id: number; readonly grant: UploadGrant }
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'release'; readonly id: number }
  | { readonly type: 'end' }

/** What the worker answers to `seal` and to `put`. */
export type SealAnswer =
  | { readonly type: 'sealed'; readonly id: number; readonly salt: Bytes; readonly inFile: boolean }
  | { readonly type: PutResult; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure }

/** A sealing worker, as a page sees it. */
export interface SealWorker {
  readonly postMessage: (request: SealRequest) => void
  /** Hears answers; `broken` where the worker cannot go on, or never began. */
  readonly listen: (answered: (answer: SealAnswer) => void, broken: () => void) => void
  readonly terminate: () => void
}

/** One worker and the parts it seals and holds. */
class Seat {
  readonly #worker: SealWorker
  readonly #parts = new Set<number>()
  readonly #waiting = new Map<number, (answer: SealAnswer | 'broken') => void>()
  readonly #mostParts: number
  readonly #left: () => void
  #isBroken = false
  #last = 0
  #inFiles = 0

  /** `left` hears when the last of `mostParts` parts in memory was let go. */
  constructor(worker: SealWorker, mostParts: number, left: () => void) {
    this.#worker = worker
    this.#mostParts = mostParts
    this.#left = left
    worker.listen(
      (answer) => this.#settle(answer.id, answer),
      () => this.#broke(),
    )
  }

  get load(): number {
    return this.#isBroken ? Infinity : this.#parts.size
  }

  /** Whether it takes no further part. */
  get isSpent(): boolean {
    return this.#last - this.#inFiles >= this.#mostParts
  }

  async seal(job: SealJob, signal: AbortSignal): Promise<HeldPart | 'broken'> {
    this.#last += 1
    const id = this.#last
    this.#parts.add(id)
    const answer = await this.#ask({ type: 'seal', id, job })
    if (answer !== 'broken' && answer.type === 'sealed') {
      if (answer.inFile) this.#inFiles += 1
      if (!signal.aborted) return this.#hold(id, answer)
    }
    this.#release(id)
    checkNotCancelled(signal)
    if (answer !== 'broken' && answer.type === 'failed') throw unpackFailure(answer.failure)
    return 'broken'
  }

  /** Ends the worker once what it let go is gone. */
  end(): void {
    this.#worker.postMessage({ type: 'end' })
    this.#broke()
  }

  /** Ends the worker at once. */
  terminate(): void {
    this.#broke()
    this.#worker.terminate()
  }

  #hold(id: number, { salt, inFile }: Extract<SealAnswer, { type: 'sealed' }>): HeldPart {
    return { salt, inFile, put: (grant, stop) => this.#put(id, grant, stop), release: () => this.#release(id) }
  }

  async #put(id: number, grant: UploadGrant, signal: AbortSignal): Promise<PutResult> {
    checkNotCancelled(signal)
    const stop = () => this.#worker.postMessage({ type: 'stop', id })
    signal.addEventListener('abort', stop, { once: true })
    try {
      const answer = await this.#ask({ type: 'put', id, grant })
      if (answer === 'broken') return 'lost'
      if (answer.type === 'failed') throw unpackFailure(answer.failure)
      return answer.type === 'stored' ? 'stored' : 'lost'
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  #ask(request: Extract<SealRequest, { id: number }>): Promise<SealAnswer | 'broken'> {
    if (this.#isBroken) return Promise.resolve('broken')
    return new Promise((resolve) => {
      this.#waiting.set(request.id, resolve)
      this.#worker.postMessage(request)
    })
  }

  #release(id: number): void {
    if (!this.#parts.delete(id) || this.#isBroken) return
    this.#worker.postMessage({ type: 'release', id })
    if (this.isSpent && this.#parts.size === 0) this.#left()
  }

  #settle(id: number, answer: SealAnswer | 'broken'): void {
    const settle = this.#waiting.get(id)
    this.#waiting.delete(id)
    settle?.(answer)
  }

  #broke(): void {
    this.#isBroken = true
    for (const id of [...this.#waiting.keys()]) this.#settle(id, 'broken')
  }
}

/** Workers that seal side by side. */
export interface SealPool {
  /** Starts the workers, whose script loads meanwhile. */
  readonly prepare: () => void
  readonly seal: SealPlaintext
  /** Ends the workers. */
  readonly close: () => void
}

/** How many workers there are, and how many parts each takes that it holds in memory. */
export interface PoolSize {
  readonly workers: number
  readonly partsPerWorker: number
}

/**
 * Seals in so many workers, each begun when it is first needed or prepared; where they break or cannot begin, `here`
 * seals instead.
 *
 * [Note: Workers that end] Chromium keeps a part's Blob until the collector has found it, and it is in no hurry: two
 * parts at once needed 300 MiB. Where there is little memory a worker takes one part and ends with it, which gives all
 * back at once (130 MiB), for the 50 ms in which the next one is loaded. Elsewhere it takes a few: with no end at all
 * 1 GiB needed 190 MiB more than 256 MiB did, now 55. Parts in files leave nothing behind (Note: Sealed in a file), so
 * where there are files it goes on.
 */
export function createSealPool(
  start: () => SealWorker,
  { workers, partsPerWorker }: PoolSize,
  here: SealPlaintext,
): SealPool {
  let seats: Seat[] = []

  function freest(): Seat {
    const open = seats.filter(({ isSpent }) => !isSpent)
    const [best] = open.toSorted((a, b) => a.load - b.load)
    if (best !== undefined && (best.load === 0 || open.length >= workers)) return best
    return add()
  }

  function add(): Seat {
    const seat: Seat = new Seat(start(), partsPerWorker, () => {
      seats = seats.filter((each) => each !== seat)
      seat.end()
    })
    seats.push(seat)
    return seat
  }

  return {
    prepare() {
      while (seats.length < workers) add()
    },
    async seal(job, signal) {
      checkNotCancelled(signal)
      const seat = freest()
      const held = seat.load === Infinity ? 'broken' : await seat.seal(job, signal)
      return held === 'broken' ? here(job, signal) : held
    },
    close() {
      for (const seat of seats) seat.terminate()
      seats = []
    },
  }
}
