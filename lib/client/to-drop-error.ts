import { DropError, isDropError } from '../format/drop-error.ts'

/** A failure as it is shown: what was not expected is `internal`. */
export function toDropError(error: unknown): DropError {
  return isDropError(error) ? error : new DropError('internal', { cause: error })
}
