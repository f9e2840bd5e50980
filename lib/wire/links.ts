import * as z from 'zod/mini'
import { endReason, readGrant } from './drops.ts'
import {
  byteCount,
  commitmentField,
  downloadCount,
  headerField,
  hintField,
  instant,
  leaseId,
  manifestField,
  partNumber,
  saltField,
  tokenHash,
  wrappedKeyField,
} from './fields.ts'
import { MAX_REPORT_WORDS } from './report-words.ts'

/** `GET /api/v1/links/:locator`: free, counts nothing. Ended links say why for a week; unknown ones are `not-found`. */
export const linkResponse = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('live'),
    salt: saltField,
    /** Sealed words about the password, if the sender left some. */
    hint: z.nullable(hintField),
    header: headerField,
    sealedLength: byteCount,
    expiresAt: instant,
    maxDownloads: downloadCount,
    /** Downloads neither counted nor running. */
    placesLeft: byteCount,
    /** Where no place is left but some are held by running downloads: when the first of them may come free. */
    heldUntil: z.nullable(instant),
  }),
  z.object({ state: z.literal('ended'), reason: endReason, at: instant }),
])
export type LinkResponse = z.infer<typeof linkResponse>

/** `POST /api/v1/links/:locator/open`, with the access token: what the key schedule needs to read the manifest. */
export const openResponse = z.object({
  wrappedKey: wrappedKeyField,
  commitment: commitmentField,
  manifest: manifestField,
})
export type OpenResponse = z.infer<typeof openResponse>

/** `POST /api/v1/links/:locator/leases`, with the access token. The same id and token again find the same lease. */
export const claimRequest = z.strictObject({ id: leaseId, tokenHash })
export type ClaimRequest = z.infer<typeof claimRequest>

/** A run of whole parts as one presigned ranged GET. */
export const partsGrant = z.extend(readGrant, { firstPart: partNumber, lastPart: partNumber })
export type PartsGrant = z.infer<typeof partsGrant>

/** A claimed download with its first window already granted. */
export const leaseResponse = z.object({ id: leaseId, lapsesAt: instant, grant: partsGrant })
export type LeaseResponse = z.infer<typeof leaseResponse>

/** `POST /api/v1/leases/:id/grants`, with the lease token: the window of parts that starts at `firstPart`. */
export const downloadGrantRequest = z.strictObject({
  firstPart: partNumber,
  /** At most so many parts; the server grants its own window where this is larger or left out. */
  parts: z.optional(partNumber),
})
export type DownloadGrantRequest = z.infer<typeof downloadGrantRequest>
export const downloadGrantResponse = z.object({ lapsesAt: instant, grant: partsGrant })
export type DownloadGrantResponse = z.infer<typeof downloadGrantResponse>

/** `POST /api/v1/leases/:id/renew`, with the lease token: grants nothing. */
export const renewResponse = z.object({ lapsesAt: instant })
export type RenewResponse = z.infer<typeof renewResponse>

/** `POST /api/v1/links/:locator/report`. `code` is there only where the reporter chose to disclose it. */
export const reportRequest = z.strictObject({
  reason: z.enum(['malware', 'phishing', 'illegal', 'private', 'other']),
  words: z.string().check(z.maxLength(MAX_REPORT_WORDS)),
  code: z.optional(z.string().check(z.maxLength(200))),
})
export type ReportRequest = z.infer<typeof reportRequest>
