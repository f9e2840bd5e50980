import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import { DropError } from '../../format/drop-error.ts'
import { byteCount, dropId, instant, partNumber } from '../../wire/fields.ts'
import { uploadId } from './paths.ts'

/** One spelling a number, so that a URL has one text: no sign, no leading zero, no exponent. */
const decimal = z.pipe(z.string().check(z.regex(/^(0|[1-9]\d{0,15})$/, 'must be a whole number')), z.transform(Number))

const signature = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/))
const partLength = z.pipe(decimal, byteCount.check(z.positive()))

const putGrant = z.strictObject({
  key: dropId,
  number: z.pipe(decimal, partNumber),
  upload: uploadId,
  length: partLength,
  expires: z.pipe(decimal, instant),
  signature,
})
const getGrant = z.strictObject({
  key: dropId,
  offset: z.pipe(decimal, byteCount),
  length: partLength,
  expires: z.pipe(decimal, instant),
  signature,
})

/** What a signed PUT allows: one part of exactly `length` bytes, until `expires` (Unix ms). */
export type PutGrant = Omit<z.infer<typeof putGrant>, 'signature'>
/** What a signed GET allows: one range in bytes, until `expires` (Unix ms). */
export type GetGrant = Omit<z.infer<typeof getGrant>, 'signature'>

/** The text that is signed: method, path and query of the URL, without its base and its signature. */
function putText({ key, number, upload, length, expires }: PutGrant): string {
  return `PUT /blobs/${key}/parts/${number}?upload=${upload}&length=${length}&expires=${expires}`
}

function getText({ key, offset, length, expires }: GetGrant): string {
  return `GET /blobs/${key}?offset=${offset}&length=${length}&expires=${expires}`
}

function sign(signingKey: Uint8Array, text: string): string {
  return createHmac('sha256', signingKey).update(text).digest('base64url')
}

function toUrl(base: string, signingKey: Uint8Array, text: string): string {
  return `${base}${text.slice(text.indexOf(' ') + 1)}&signature=${sign(signingKey, text)}`
}

/** The URL of one part's PUT; `base` is what stands before `/blobs`. */
export function signedPutUrl(base: string, signingKey: Uint8Array, grant: PutGrant): string {
  return toUrl(base, signingKey, putText(grant))
}

/** The URL of one range's GET; `base` is what stands before `/blobs`. */
export function signedGetUrl(base: string, signingKey: Uint8Array, grant: GetGrant): string {
  return toUrl(base, signingKey, getText(grant))
}

function assertSigned(signingKey: Uint8Array, text: string, given: string, expires: number, now: number): void {
  // Texts are compared, not the bytes they decode to: the last character of a base64url text has bits that mean
  // nothing.
  const genuine = timingSafeEqual(Buffer.from(sign(signingKey, text)), Buffer.from(given))
  if (!genuine || now >= expires) throw new DropError('grant-ended')
}

function parseWith<T extends z.ZodMiniType>(schema: T, url: URL, fromPath: Record<string, string>): z.output<T> {
  const parsed = schema.safeParse({ ...Object.fromEntries(url.searchParams), ...fromPath })
  if (!parsed.success) throw new DropError('bad-request', { subject: parsed.error.issues[0]?.path.join('.') ?? 'url' })
  return parsed.data
}

/**
 * What a PUT to `url` is allowed to do. Errors: `bad-request`, and `grant-ended` where it was not signed by us or is
 * over at `now`.
 */
export function readPutUrl(signingKey: Uint8Array, url: URL, key: string, number: string, now: number): PutGrant {
  const { signature: given, ...grant } = parseWith(putGrant, url, { key, number })
  assertSigned(signingKey, putText(grant), given, grant.expires, now)
  return grant
}

/** What a GET of `url` is allowed to do. Errors as for `readPutUrl`. */
export function readGetUrl(signingKey: Uint8Array, url: URL, key: string, now: number): GetGrant {
  const { signature: given, ...grant } = parseWith(getGrant, url, { key })
  assertSigned(signingKey, getText(grant), given, grant.expires, now)
  return grant
}
