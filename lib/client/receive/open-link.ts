import { unwrapPayloadKey } from '../../crypto/content-key.ts'
import { deriveLinkKeys, deriveLocator, passwordSalt } from '../../crypto/link-keys.ts'
import { openManifest, type PayloadKey } from '../../crypto/payload-key.ts'
import { type Bytes, decodeBase64url, encodeBase64url } from '../../format/bytes.ts'
import type { Code } from '../../format/code.ts'
import { type Inflate, inflateAtMost } from '../../format/deflate.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { type Geometry, measurePayload } from '../../format/geometry.ts'
import { parseHeader } from '../../format/header.ts'
import { parseLinkText } from '../../format/link-text.ts'
import { type Manifest, parseManifest } from '../../format/manifest.ts'
import type { BearerToken, ReceiverApi } from '../../ports/drop-api.ts'
import type { Locator } from '../../wire/fields.ts'
import { parseLocator } from '../../wire/first-answers.ts'
import type { LinkResponse } from '../../wire/links.ts'
import type { StretchPassword } from '../password/stretch-password.ts'

/** A manifest of files. */
export type FilesManifest = Extract<Manifest, { kind: 'files' }>
/** What the server says of a link that can be used. */
export type LiveLink = Extract<LinkResponse, { state: 'live' }>

/** A link that lives, and may still ask for a password. */
export interface FoundLink {
  readonly code: Code
  readonly locator: Locator
  readonly live: LiveLink
}

/** A link whose manifest was read. */
export interface OpenedLink {
  readonly locator: Locator
  readonly accessToken: BearerToken
  readonly payloadKey: PayloadKey
  readonly geometry: Geometry
  readonly manifest: Manifest
  readonly live: LiveLink
}

/** What the server says of a link, free of charge. Errors: how it ended (`expired`, `used-up`, …), those of the API. */
export async function lookAtLink(
  api: Pick<ReceiverApi, 'look'>,
  locator: Locator,
  signal: AbortSignal,
): Promise<LiveLink> {
  const link = await api.look(locator, signal)
  if (link.state === 'ended') throw new DropError(link.reason, { at: link.at })
  return link
}

/** By what the server finds a code's link. */
export async function locatorOf({ secret }: Pick<Code, 'secret'>): Promise<Locator> {
  return parseLocator(encodeBase64url(await deriveLocator(secret)))
}

/** Finds the link behind a text. Errors: `link-malformed`, `link-version`, how the link ended, those of the API. */
export async function findLink(api: Pick<ReceiverApi, 'look'>, text: string, signal: AbortSignal): Promise<FoundLink> {
  const code = await parseLinkText(text)
  const locator = await locatorOf(code)
  return { code, locator, live: await lookAtLink(api, locator, signal) }
}

/**
 * The sender's words for whoever is asked for the password, by code that few drops need; `null` where there are none,
 * or they cannot be read: a drop opens as well without.
 */
export async function readHint({ code, live }: FoundLink): Promise<string | null> {
  if (live.hint === null) return null
  const link = { secret: code.secret, salt: decodeBase64url(live.salt) }
  try {
    const { openHint } = await import('../../crypto/hint.ts')
    return await openHint(link, decodeBase64url(live.hint))
  } catch {
    return null
  }
}

/** The 32 bytes that a password gives for this link. Errors: those of `StretchPassword`. */
export async function stretchFor(
  stretch: StretchPassword,
  { code }: FoundLink,
  password: string,
  signal: AbortSignal,
): Promise<Bytes> {
  return stretch(password, await passwordSalt(code.secret), code.profile, signal)
}

function checkLength(geometry: Geometry, sealedLength: number): void {
  if (sealedLength < geometry.sealedLength) throw new DropError('payload-truncated')
  if (sealedLength > geometry.sealedLength) throw new DropError('payload-too-long')
}

/**
 * A wrong access token looks like an unknown link; but the link was there a moment ago, and only the password can be
 * wrong.
 */
function blamePassword(error: unknown): never {
  throw isDropError(error, 'not-found') ? new DropError('password-wrong', { cause: error }) : error
}

/**
 * Reads the manifest behind a link, as format.md 9 orders it; `passwordKey` (32 bytes) where its code asks for a
 * password. Uses no download up. `inflate` may be another one than the web's.
 * Errors: `password-wrong`, `too-many-requests` and `frozen` after wrong ones, how the link ended, `key-mismatch`,
 * `manifest-invalid`, `path-invalid`, `payload-truncated`, `payload-too-long`, those of the API.
 */
export async function openLink(
  api: Pick<ReceiverApi, 'open'>,
  { code, locator, live }: FoundLink,
  passwordKey: Bytes | null,
  signal: AbortSignal,
  inflate: Inflate = inflateAtMost,
): Promise<OpenedLink> {
  const header = parseHeader(decodeBase64url(live.header))
  const link = { secret: code.secret, salt: decodeBase64url(live.salt) }
  const keys = await deriveLinkKeys(passwordKey === null ? link : { ...link, passwordKey })
  const accessToken = encodeBase64url(keys.accessToken)
  const opening = api.open(locator, accessToken, signal)
  const stored = await (passwordKey === null ? opening : opening.catch(blamePassword))
  const payloadKey = await unwrapPayloadKey(keys, {
    header,
    wrappedKey: decodeBase64url(stored.wrappedKey),
    commitment: decodeBase64url(stored.commitment),
  })
  const encoded = await openManifest(payloadKey, decodeBase64url(stored.manifest))
  const manifest = await parseManifest(encoded, header, inflate)
  const geometry = measurePayload(header, manifest.paddedLength)
  checkLength(geometry, live.sealedLength)
  return { locator, accessToken, payloadKey, geometry, manifest, live }
}
