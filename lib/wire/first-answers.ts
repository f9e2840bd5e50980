import { ERROR_CODES } from '../format/drop-error.ts'
import type { ConfigResponse } from './config.ts'
import type { Locator } from './fields.ts'
import type { LinkResponse, OpenResponse } from './links.ts'
import { BASE64URL, base64urlOf, MANIFEST_TEXT } from './patterns.ts'
import { either, list, nullable, object, oneOf, optional, type Plain, text, whole, yesOrNo } from './plain.ts'

const count = whole(0)
const some = whole(1)
const bounds = { choices: list(some), default: some, min: some, max: some }

/** As `configResponse`. [Note: Read without zod] */
export const configAnswer: Plain<ConfigResponse> = object({
  name: text(),
  version: text(),
  uploads: oneOf('open', 'ticket', 'closed'),
  maxDropBytes: count,
  expiry: object(bounds),
  downloads: object(bounds),
  linksMax: some,
  kinds: list(oneOf('files', 'note', 'redirect'), 1),
  password: oneOf('optional', 'required', 'off'),
  lookInside: yesOrNo,
})

/** As `linkResponse`. */
export const linkAnswer: Plain<LinkResponse> = either(
  object({
    state: oneOf('live'),
    salt: text(base64urlOf(32)),
    hint: nullable(text(base64urlOf(272))),
    header: text(base64urlOf(16)),
    sealedLength: count,
    expiresAt: count,
    maxDownloads: some,
    placesLeft: count,
    heldUntil: nullable(count),
  }),
  object({
    state: oneOf('ended'),
    reason: oneOf('expired', 'used-up', 'revoked', 'removed', 'lost'),
    at: count,
  }),
)

/** As `openResponse`. */
export const openAnswer: Plain<OpenResponse> = object({
  wrappedKey: text(base64urlOf(48)),
  commitment: text(base64urlOf(32)),
  manifest: text(BASE64URL, MANIFEST_TEXT),
})

/** As `errorResponse`. */
export const errorAnswer = object({
  code: oneOf(...ERROR_CODES),
  message: text(),
  at: optional(whole()),
  limit: optional(whole()),
  subject: optional(text()),
})

const locatorText = text(base64urlOf(16))
/** As `locator`. */
export function parseLocator(value: unknown): Locator {
  return locatorText.parse(value) as Locator
}
