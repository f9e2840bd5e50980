/**
 * What the last character may be where 0, 1 or 2 bytes are left over from threes: its unused bits are zero, so that one
 * value has one text.
 */
const LAST = ['[A-Za-z0-9_-]', '[AQgw]', '[AEIMQUYcgkosw048]'] as const

/** Base64url without padding of exactly `bytes` bytes, as the wire spells every identifier, hash and key. */
export function base64urlOf(bytes: number): RegExp {
  const characters = Math.ceil((bytes * 4) / 3)
  return new RegExp(`^[A-Za-z0-9_-]{${characters - 1}}${LAST[bytes % 3]}$`)
}

/** Base64url of any length. */
export const BASE64URL = /^[A-Za-z0-9_-]+$/
/** How long a sealed manifest's text may be: 1 MiB at most. */
export const MANIFEST_TEXT = { min: 38, max: 1_398_102 }
