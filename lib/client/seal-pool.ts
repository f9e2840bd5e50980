import { checkNotCancelled } from '../adapters/http/retry.ts'
import type { Bytes } from '../format/bytes.ts'
import { DropError, type ErrorCode } from '../format/drop-error.ts'
import type { SealedBytes, SealJob, SealPlaintext } from './seal-plaintext.ts'

/** What a page asks of a sealing worker. */
export interface SealRequest {
  readonly id: number
  readonly job: SealJob
}

/** What the worker answers. */
export type SealAnswer =
  | { readonly id: number; readonly salt: Bytes; readonly sealed: Bytes }
  | { readonly id: number; readonly code: ErrorCode }

/** A sealing worker, as a page sees it. */
export interface SealWorker {
  readonly postMessage: (request: SealRequest) => void
  /** Hears answers; `broken` where the worker cannot go on, or never began. */
  readonly listen: (answered: (answer: SealAnswer) => void, broken: () => void) => void
  readonly terminate: () => void
}

interface Waiting {
  readonly job: SealJob
  readonly resolve: (sealed: SealedBytes | 'broken') => void
  readonly reject: (error: unknown) => void
}

class Seat {
  readonly #worker: SealWorker
  readonly #waiting = new Map<number, Waiting>()
  #isBroken = false
  #last = 0

  constructor(worker: SealWorker) {
    this.#worker = worker
    worker.listen(
      (answer) => this.#answered(answer),
      () => this.#broke(),
    )
  }

  get load(): number {
    return this.#isBroken ? Infinity : this.#waiting.size
  }

  seal(job: SealJob): Promise<SealedBytes | 'broken'> {
    return new Promise((resolve, reject) => {
      this.#last += 1
      this.#waiting.set(this.#last, { job, resolve, reject })
      this.#worker.postMessage({ id: this.#last, job })
    })
  }

  end(): void {
    this.#broke()
    this.#worker.terminate()
  }

  #answered(answer: SealAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('code' in answer) waiting?.reject(new DropError(answer.code, { subject: `part ${waiting.job.number}` }))
    else waiting?.resolve({ salt: answer.salt, sealed: answer.sealed })
  }

  #broke(): void {
    this.#isBroken = true
    for (const { resolve } of this.#waiting.values()) resolve('broken')
    this.#waiting.clear()
  }
}

/** Workers that seal side by side. */
export interface SealPool {
  readonly seal: SealPlaintext
  /** Ends the workers. */
  readonly close: () => void
}

/** Seals in `size` workers, each begun when it is first needed; where they break or cannot begin, `here` seals instead. */
export function createSealPool(start: () => SealWorker, size: number, here: SealPlaintext): SealPool {
  let seats: Seat[] = []

  function freest(): Seat {
    const [best] = seats.toSorted((a, b) => a.load - b.load)
    if (best !== undefined && (best.load === 0 || seats.length >= size)) return best
    const seat = new Seat(start())
    seats.push(seat)
    return seat
  }

  return {
    async seal(job, signal) {
      checkNotCancelled(signal)
      const seat = freest()
      const sealed = seat.load === Infinity ? 'broken' : await seat.seal(job)
      checkNotCancelled(signal)
      return sealed === 'broken' ? here(job, signal) : sealed
    },
    close() {
      for (const seat of seats) seat.end()
      seats = []
    },
  }
}
