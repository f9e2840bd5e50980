import * as z from 'zod/mini'

/** What the last character may be where 0, 1 or 2 bytes are left over from threes: its unused bits are zero, so that one value has one text. */
const LAST = ['[A-Za-z0-9_-]', '[AQgw]', '[AEIMQUYcgkosw048]'] as const

/** Base64url without padding of exactly `bytes` bytes, as the wire spells every identifier, hash and key. */
function base64urlOf(bytes: number) {
  const characters = Math.ceil((bytes * 4) / 3)
  const pattern = new RegExp(`^[A-Za-z0-9_-]{${characters - 1}}${LAST[bytes % 3]}$`)
  return z.string().check(z.regex(pattern, `must be ${bytes} bytes, base64url`))
}

/** A drop's id: 16 random bytes chosen by the sender's client. */
export const dropId = base64urlOf(16).brand('DropId')
export type DropId = z.infer<typeof dropId>

/** A link's locator: 16 bytes derived from its secret (format.md, "Locator"). */
export const locator = base64urlOf(16).brand('Locator')
export type Locator = z.infer<typeof locator>

/** A lease's id: 16 random bytes chosen by the receiver's client, so that a retried claim finds the same lease. */
export const leaseId = base64urlOf(16).brand('LeaseId')
export type LeaseId = z.infer<typeof leaseId>

/** SHA-256 of a bearer token, 32 bytes: all that the server keeps of owner, access and lease tokens. */
export const tokenHash = base64urlOf(32).brand('TokenHash')
export type TokenHash = z.infer<typeof tokenHash>

/** The drop's header, 16 bytes (format.md, "Header"). */
export const headerField = base64urlOf(16)
/** The link's salt, 32 bytes. */
export const saltField = base64urlOf(32)
/** The content key, wrapped: 48 bytes. */
export const wrappedKeyField = base64urlOf(48)
/** Words for who is asked for a password, sealed: always 272 bytes. */
export const hintField = base64urlOf(272)
/** The key commitment, 32 bytes. */
export const commitmentField = base64urlOf(32)
/** A sealed manifest, at most 1 MiB. */
export const manifestField = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]+$/, 'must be base64url'), z.minLength(38), z.maxLength(1_398_102))

/** A byte count below 2^53. */
export const byteCount = z.int().check(z.nonnegative())
/** A part's number, counted from 1 as S3 does. */
export const partNumber = z.int().check(z.minimum(1), z.maximum(10_000))
/** Unix time in milliseconds. */
export const instant = z.int().check(z.nonnegative())
/** A duration in whole seconds; the instance's bounds are checked where the instance is known. */
export const seconds = z.int().check(z.positive())
/** How many downloads a link allows; the instance's bounds are checked where the instance is known. */
export const downloadCount = z.int().check(z.positive())
