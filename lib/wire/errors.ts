import * as z from 'zod/mini'
import { DropError, ERROR_CODES, type ErrorCode, isDropError } from '../format/drop-error.ts'

/**
 * The body of every failed answer. `message` is for a developer; a person gets a sentence from the client's own words.
 */
export const errorResponse = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  at: z.optional(z.int()),
  limit: z.optional(z.int()),
  subject: z.optional(z.string()),
})
export type ErrorResponse = z.infer<typeof errorResponse>

/**
 * The one table from code to HTTP status. Codes that only a client can meet answer 500: a server that throws one is
 * broken.
 */
export const ERROR_STATUS: Record<ErrorCode, number> = {
  'bad-request': 400,
  'header-invalid': 400,
  'not-found': 404,
  'method-not-allowed': 405,
  expired: 410,
  'used-up': 410,
  revoked: 410,
  removed: 410,
  lost: 410,
  'lease-ended': 410,
  'upload-ended': 410,
  held: 409,
  'upload-incomplete': 409,
  'grant-ended': 403,
  'too-large': 413,
  'too-many-files': 413,
  'too-many-links': 409,
  'too-many-requests': 429,
  frozen: 423,
  quarantined: 423,
  blocked: 403,
  'storage-full': 507,
  'too-many-bytes': 429,
  'uploads-closed': 403,
  'ticket-needed': 403,
  'ticket-wrong': 403,
  'ticket-ended': 403,
  'ticket-used-up': 403,
  unavailable: 503,
  internal: 500,
  'link-malformed': 500,
  'link-version': 500,
  'password-wrong': 500,
  'browser-unsupported': 500,
  'manifest-invalid': 500,
  'path-invalid': 500,
  'payload-tampered': 500,
  'payload-truncated': 500,
  'payload-too-long': 500,
  'key-mismatch': 500,
  'file-unreadable': 500,
  'file-changed': 500,
  'export-invalid': 500,
  'save-failed': 500,
  network: 500,
  cancelled: 500,
}

/**
 * A failed answer's body and status. Anything that is not an expected failure becomes `internal`, without its message.
 */
export function toErrorResponse(error: unknown): { status: number; body: ErrorResponse } {
  const known = isDropError(error) ? error : new DropError('internal')
  return { status: ERROR_STATUS[known.code], body: { code: known.code, message: known.message, ...known.facts } }
}
