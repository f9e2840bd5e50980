import { type ErrorCode, isDropError } from '../../format/drop-error.ts'

/** What the server says where a lease is no more, or its link. */
const OVER: readonly ErrorCode[] = ['lease-ended', 'not-found', 'expired', 'used-up', 'revoked', 'removed', 'lost']

/** Whether a failure means that a lease, or its link, is no more. */
export function isLeaseOver(error: unknown): boolean {
  return isDropError(error) && OVER.includes(error.code)
}
