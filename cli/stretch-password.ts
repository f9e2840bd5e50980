import type { StretchPassword } from '../lib/client/password/stretch-password.ts'
import { encodePassword } from '../lib/format/password.ts'

/** Argon2id in this thread. Loaded where there is a password: most links have none. */
export const stretchPassword: StretchPassword = async (password, salt, profile) => {
  const { createArgon2id } = await import('../lib/adapters/argon2/argon2id.ts')
  return createArgon2id(globalThis)(encodePassword(password), salt, profile)
}
