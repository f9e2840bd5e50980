import { argon2id as plain } from '@noble/hashes/argon2.js'
import { argon2id as wasm } from 'hash-wasm'
import type { Bytes } from '../../format/bytes.ts'
import type { PasswordProfile } from '../../format/code.ts'
import { KEY_BYTES } from '../../format/constants.ts'
import { DropError } from '../../format/drop-error.ts'
import { STRETCH_COSTS } from '../../format/password.ts'
import { hasWebAssembly, type MaybeWebAssembly } from './has-webassembly.ts'

/**
 * Argon2id, RFC 9106 version 0x13, to 32 bytes. `password` as `encodePassword` gives it, `salt` 16 bytes. Occupies its
 * thread for as long as it takes: about a second and 64 MiB.
 * Errors: `browser-unsupported` (`memory`) where the memory is not to be had.
 */
export type Argon2id = (password: Bytes, salt: Bytes, profile: PasswordProfile) => Promise<Bytes>

/** In WebAssembly. */
export const wasmArgon2id: Argon2id = async (password, salt, profile) => {
  const { memory, passes } = STRETCH_COSTS[profile]
  const options = { memorySize: memory, iterations: passes, parallelism: 1, hashLength: KEY_BYTES }
  return new Uint8Array(await wasm({ password, salt, ...options, outputType: 'binary' }))
}

/** In JavaScript alone: three to five times as slow. */
export const plainArgon2id: Argon2id = (password, salt, profile) => {
  const { memory, passes } = STRETCH_COSTS[profile]
  return Promise.resolve(new Uint8Array(plain(password, salt, { m: memory, t: passes, p: 1, dkLen: KEY_BYTES })))
}

/** The fastest that `scope` allows. Both give the same bytes, so a link made with one opens with the other. */
export function createArgon2id(scope: MaybeWebAssembly): Argon2id {
  const derive = hasWebAssembly(scope) ? wasmArgon2id : plainArgon2id
  return async (password, salt, profile) => {
    try {
      return await derive(password, salt, profile)
    } catch (cause) {
      // With arguments of ours nothing else can fail than to allocate.
      throw new DropError('browser-unsupported', { subject: 'memory', cause })
    }
  }
}
