import * as z from 'zod/mini'
import {
  byteCount,
  commitmentField,
  downloadCount,
  dropId,
  headerField,
  hintField,
  instant,
  locator,
  manifestField,
  partNumber,
  saltField,
  seconds,
  tokenHash,
  wrappedKeyField,
} from './fields.ts'
import { ticketField } from './tickets.ts'

/** The most parts one request may ask upload grants for. */
export const MAX_PARTS_PER_UPLOAD_GRANT = 32

/** A presigned request: the client sends exactly `headers`, no more, and storage answers. */
const signedUrl = z.object({ url: z.string(), headers: z.record(z.string(), z.string()) })

/** Parts to be put, and their exact sealed lengths in bytes. */
const wantedParts = z
  .array(z.strictObject({ number: partNumber, length: byteCount }))
  .check(z.minLength(1), z.maxLength(MAX_PARTS_PER_UPLOAD_GRANT))

/** `POST /api/v1/drops/:id/grants`: presigned PUTs for parts. */
export const uploadGrantRequest = z.strictObject({ parts: wantedParts })
export type UploadGrantRequest = z.infer<typeof uploadGrantRequest>
export const uploadGrant = z.extend(signedUrl, { number: partNumber })
export type UploadGrant = z.infer<typeof uploadGrant>
export const uploadGrantResponse = z.object({ grants: z.array(uploadGrant), expiresAt: instant })
export type UploadGrantResponse = z.infer<typeof uploadGrantResponse>

/** `POST /api/v1/drops`: begins a drop. Sent again with the same id and owner, it answers the same. */
export const beginRequest = z.strictObject({
  id: dropId,
  header: headerField,
  /** Upper bound of the padded payload in bytes where it is known, `null` while files may still be added. */
  lengthBound: z.nullable(byteCount),
  ownerHash: tokenHash,
  /** Where the instance asks for one (`uploads` of the config); else it is not looked at. */
  ticket: z.optional(ticketField),
  /** Granted along with the beginning, where they can be: the first part leaves a round trip sooner. */
  parts: z.optional(wantedParts),
})
export type BeginRequest = z.infer<typeof beginRequest>
/** Without `granted` where no parts were asked for, or none are granted: asking for grants tells why. */
export const beginResponse = z.object({ id: dropId, granted: z.optional(uploadGrantResponse) })
export type BeginResponse = z.infer<typeof beginResponse>

/** A link as its sender makes it: what the server stores, and the limits it keeps. */
export const newLink = z.strictObject({
  locator,
  salt: saltField,
  wrappedKey: wrappedKeyField,
  /** Only with a password: what it may be, sealed (format.md, "Hint"). */
  hint: z.optional(hintField),
  accessHash: tokenHash,
  maxDownloads: downloadCount,
  expiresIn: seconds,
})
export type NewLink = z.infer<typeof newLink>

/**
 * `POST /api/v1/drops/:id/complete`: the sealed manifest and the first link. Sent again unchanged, it answers the same.
 */
export const completeRequest = z.strictObject({
  sealedLength: byteCount,
  manifest: manifestField,
  commitment: commitmentField,
  link: newLink,
})
export type CompleteRequest = z.infer<typeof completeRequest>

/** A presigned read of one run of stored bytes. */
export const readGrant = z.extend(signedUrl, { offset: byteCount, length: byteCount })
export type ReadGrant = z.infer<typeof readGrant>

/**
 * `check` reads the first stored chunk back, so that the client can prove ciphertext was stored before it shows a link.
 */
export const completeResponse = z.object({ expiresAt: instant, check: readGrant })
export type CompleteResponse = z.infer<typeof completeResponse>

/** Why a link ended. */
export const endReason = z.enum(['expired', 'used-up', 'revoked', 'removed', 'lost'])
export type EndReason = z.infer<typeof endReason>

/** One event of a link that its sender may see. */
export const receipt = z.object({
  at: instant,
  event: z.enum(['opened', 'claimed', 'completed', 'counted', 'interrupted', 'password-wrong']),
})
export type Receipt = z.infer<typeof receipt>

/** A link as its sender sees it. `placesLeft` leaves out the downloads that are running now (`running`). */
export const ownedLink = z.object({
  locator,
  createdAt: instant,
  expiresAt: instant,
  maxDownloads: downloadCount,
  counted: byteCount,
  running: byteCount,
  placesLeft: byteCount,
  wrongTries: byteCount,
  frozen: z.boolean(),
  ended: z.nullable(z.object({ reason: endReason, at: instant })),
  receipts: z.array(receipt),
})
export type OwnedLink = z.infer<typeof ownedLink>

/**
 * `GET /api/v1/drops/:id`, for its owner. `stored` turns false once storage confirmed that the bytes are gone;
 * `quarantinedAt` says since when the operator holds it back.
 */
export const ownedDrop = z.object({
  id: dropId,
  state: z.enum(['uploading', 'live', 'ended']),
  createdAt: instant,
  sealedLength: z.nullable(byteCount),
  stored: z.boolean(),
  quarantinedAt: z.nullable(instant),
  links: z.array(ownedLink),
})
export type OwnedDrop = z.infer<typeof ownedDrop>

/**
 * `PATCH /api/v1/drops/:id/links/:locator`. `expiresIn` counts from now; `maxDownloads` may not fall below what is
 * counted or running.
 */
export const linkChange = z.strictObject({
  expiresIn: z.optional(seconds),
  maxDownloads: z.optional(downloadCount),
  unfreeze: z.optional(z.literal(true)),
})
export type LinkChange = z.infer<typeof linkChange>
