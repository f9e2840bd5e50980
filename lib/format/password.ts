import { type Bytes, utf8 } from './bytes.ts'
import type { PasswordProfile } from './code.ts'
import { DropError } from './drop-error.ts'

/** What Argon2id costs in each profile (format.md 8): memory in KiB, and passes over it; one lane. */
export const STRETCH_COSTS: Readonly<Record<PasswordProfile, { readonly memory: number; readonly passes: number }>> = {
  standard: { memory: 65_536, passes: 3 },
  light: { memory: 19_456, passes: 2 },
}

/**
 * A password's bytes as they are stretched: UTF-8 of its Normalization Form C, so that keyboards that spell one letter
 * differently agree; nothing is trimmed or folded. Errors: `bad-request` where it is empty or no Unicode text (a lone
 * surrogate would silently become another character).
 */
export function encodePassword(password: string): Bytes {
  const text = password.normalize('NFC')
  if (text === '' || /\p{Surrogate}/u.test(text)) throw new DropError('bad-request', { subject: 'password' })
  return utf8(text)
}
