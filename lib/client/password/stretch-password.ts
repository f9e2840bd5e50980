import type { Bytes } from '../../format/bytes.ts'
import type { PasswordProfile } from '../../format/code.ts'

/**
 * Argon2id over a password in NFC, 32 bytes (format.md 8). `salt` has 16 bytes. Errors: `bad-request` for an empty
 * password, `cancelled`, `browser-unsupported` where memory does not suffice, `network` where the worker did not load.
 */
export type StretchPassword = (
  password: string,
  salt: Bytes,
  profile: PasswordProfile,
  signal: AbortSignal,
) => Promise<Bytes>
