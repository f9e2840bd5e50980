import { DropError, ERROR_CODES, type ErrorFacts, isDropError } from '../format/drop-error.ts'

/** A failure as it travels between threads: an `Error` would lose its code. */
export interface Failure {
  readonly code: string
  readonly facts: ErrorFacts
}

/** A failure on its way to another thread; what was not expected becomes `internal`. */
export function packFailure(error: unknown): Failure {
  const { code, facts } = isDropError(error) ? error : new DropError('internal')
  return { code, facts }
}

/** A failure that came from another thread. */
export function unpackFailure({ code, facts }: Failure): DropError {
  return new DropError(ERROR_CODES.find((known) => known === code) ?? 'internal', facts)
}
