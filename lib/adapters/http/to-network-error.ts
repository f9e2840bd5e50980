import { DropError, isDropError } from '../../format/drop-error.ts'

/** Why something that was asked for did not come: what is no failure with a name of its own is `network`. */
export function toNetworkError(cause: unknown): DropError {
  return isDropError(cause) ? cause : new DropError('network', { cause })
}
