/**
 * Every expected failure of Snowdrop, by its stable code. Each has an entry in `docs/errors.md`, a sentence for a
 * person in `lib/client/words/error-words.ts`, and those the server may answer have a status in `lib/wire/errors.ts`.
 */
export const ERROR_CODES = [
  // what was typed, pasted or opened
  'link-malformed',
  'link-version',
  'password-wrong',
  'browser-unsupported',
  // the state of a link or a drop
  'not-found',
  'expired',
  'used-up',
  'revoked',
  'removed',
  'quarantined',
  'lost',
  'held',
  'frozen',
  'lease-ended',
  'upload-ended',
  'upload-incomplete',
  'grant-ended',
  // what was sent or stored
  'header-invalid',
  'manifest-invalid',
  'path-invalid',
  'payload-tampered',
  'payload-truncated',
  'payload-too-long',
  'key-mismatch',
  'blocked',
  // limits
  'too-large',
  'too-many-files',
  'too-many-links',
  'too-many-requests',
  'storage-full',
  'too-many-bytes',
  // who may upload
  'uploads-closed',
  'ticket-needed',
  'ticket-wrong',
  'ticket-ended',
  'ticket-used-up',
  // the way there
  'bad-request',
  'method-not-allowed',
  'file-unreadable',
  'file-changed',
  'export-invalid',
  'save-failed',
  'network',
  'unavailable',
  'cancelled',
  'internal',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** Facts a failure may carry for the one who explains it. Never a secret, a name or a byte of content. */
export interface ErrorFacts {
  /**
   * Unix time in milliseconds: when it may work again (`held`, `frozen`, `too-many-requests`, `too-many-bytes`) or when
   * it ended.
   */
  readonly at?: number
  /** The limit that was passed, in the unit of the failure (bytes, files). */
  readonly limit?: number
  /** Which thing it was about: a variable, a field, a part number. */
  readonly subject?: string
}

/** An expected failure. A broken invariant is a plain `Error` instead. */
export class DropError extends Error {
  override readonly name = 'DropError'
  readonly code: ErrorCode
  readonly facts: ErrorFacts

  constructor(code: ErrorCode, options: ErrorFacts & { cause?: unknown } = {}) {
    const { cause, ...facts } = options
    super(facts.subject === undefined ? code : `${code}: ${facts.subject}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
  }
}

/**
 * Whether `error` is an expected failure, with this code if one is named.
 *
 * [Note: One class, several copies] A bundler may put this module into several bundles of one process, and an error may
 * be thrown by one and caught by another: `instanceof` would miss it.
 */
export function isDropError(error: unknown, code?: ErrorCode): error is DropError {
  const isOurs = error instanceof Error && error.name === 'DropError' && 'code' in error
  return isOurs && (code === undefined || error.code === code)
}
