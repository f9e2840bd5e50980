import * as z from 'zod/mini'
import { BASE64URL, base64urlOf, MANIFEST_TEXT } from './patterns.ts'

function bytesField(bytes: number) {
  return z.string().check(z.regex(base64urlOf(bytes), `must be ${bytes} bytes, base64url`))
}

/** A drop's id: 16 random bytes chosen by the sender's client. */
export const dropId = bytesField(16).brand('DropId')
export type DropId = z.infer<typeof dropId>

/** A link's locator: 16 bytes derived from its secret (format.md, "Locator"). */
export const locator = bytesField(16).brand('Locator')
export type Locator = z.infer<typeof locator>

/** A lease's id: 16 random bytes chosen by the receiver's client, so that a retried claim finds the same lease. */
export const leaseId = bytesField(16).brand('LeaseId')
export type LeaseId = z.infer<typeof leaseId>

/** SHA-256 of a bearer token, 32 bytes: all that the server keeps of owner, access and lease tokens. */
export const tokenHash = bytesField(32).brand('TokenHash')
export type TokenHash = z.infer<typeof tokenHash>

/** The drop's header, 16 bytes (format.md, "Header"). */
export const headerField = bytesField(16)
/** The link's salt, 32 bytes. */
export const saltField = bytesField(32)
/** The content key, wrapped: 48 bytes. */
export const wrappedKeyField = bytesField(48)
/** Words for who is asked for a password, sealed: always 272 bytes. */
export const hintField = bytesField(272)
/** The key commitment, 32 bytes. */
export const commitmentField = bytesField(32)
/** A sealed manifest, at most 1 MiB. */
export const manifestField = z
  .string()
  .check(z.regex(BASE64URL, 'must be base64url'), z.minLength(MANIFEST_TEXT.min), z.maxLength(MANIFEST_TEXT.max))

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
