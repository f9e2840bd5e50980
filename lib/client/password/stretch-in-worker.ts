import type { Bytes } from '../../format/bytes.ts'
import type { PasswordProfile } from '../../format/code.ts'
import { DropError, type ErrorCode } from '../../format/drop-error.ts'
import { encodePassword } from '../../format/password.ts'
import type { StretchPassword } from './stretch-password.ts'

/** What a page asks of a stretching worker. */
export interface StretchRequest {
  readonly password: Bytes
  readonly salt: Bytes
  readonly profile: PasswordProfile
}

/** What the worker answers. */
export type StretchAnswer =
  | { readonly passwordKey: Bytes }
  | { readonly code: ErrorCode; readonly subject: string | null }

/** A stretching worker, as a page sees it. */
export interface StretchWorker {
  readonly postMessage: (request: StretchRequest) => void
  /** Hears the answer; `broken` where the worker never began. */
  readonly listen: (answered: (answer: StretchAnswer) => void, broken: () => void) => void
  readonly terminate: () => void
}

/**
 * Stretches each password in a worker of its own, begun when one is asked for and ended with its answer: a second of
 * work never stands in the page's way, an abort stops it half-way, and neither password nor the 64 MiB made of it
 * outlive it.
 */
export function stretchInWorker(start: () => StretchWorker): StretchPassword {
  return async (password, salt, profile, signal) => {
    const request = { password: encodePassword(password), salt, profile }
    if (signal.aborted) throw new DropError('cancelled')
    const { promise, resolve, reject } = Promise.withResolvers<Bytes>()
    const abort = () => reject(new DropError('cancelled'))
    const worker = start()
    signal.addEventListener('abort', abort, { once: true })
    try {
      worker.listen(
        (answer) => {
          if ('passwordKey' in answer) resolve(answer.passwordKey)
          else reject(new DropError(answer.code, answer.subject === null ? {} : { subject: answer.subject }))
        },
        () => reject(new DropError('network', { subject: 'worker' })),
      )
      worker.postMessage(request)
      return await promise
    } finally {
      signal.removeEventListener('abort', abort)
      worker.terminate()
    }
  }
}
