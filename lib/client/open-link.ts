import { unwrapPayloadKey } from '../crypto/content-key.ts'
import { deriveLinkKeys, deriveLocator } from '../crypto/link-keys.ts'
import { openManifest, type PayloadKey } from '../crypto/payload-key.ts'
import { decodeBase64url, encodeBase64url } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import { type Geometry, measurePayload } from '../format/geometry.ts'
import { parseHeader } from '../format/header.ts'
import { parseLinkText } from '../format/link-text.ts'
import { type Manifest, parseManifest } from '../format/manifest.ts'
import type { BearerToken, ReceiverApi } from '../ports/drop-api.ts'
import { type Locator, locator as locatorField } from '../wire/fields.ts'
import type { LinkResponse } from '../wire/links.ts'

/** A manifest of files. */
export type FilesManifest = Extract<Manifest, { kind: 'files' }>
/** What the server says of a link that can be used. */
export type LiveLink = Extract<LinkResponse, { state: 'live' }>

/** A link whose manifest was read. */
export interface OpenedLink {
  readonly locator: Locator
  readonly accessToken: BearerToken
  readonly payloadKey: PayloadKey
  readonly geometry: Geometry
  readonly manifest: FilesManifest
  readonly live: LiveLink
}

/** What the server says of a link, free of charge. Errors: how it ended (`expired`, `used-up`, …), those of the API. */
export async function lookAtLink(api: ReceiverApi, locator: Locator, signal: AbortSignal): Promise<LiveLink> {
  const link = await api.look(locator, signal)
  if (link.state === 'ended') throw new DropError(link.reason, { at: link.at })
  return link
}

function checkManifest(manifest: Manifest, geometry: Geometry, sealedLength: number): FilesManifest {
  // Notes, redirects and passwords belong to later versions of this client.
  if (manifest.kind !== 'files') throw new DropError('link-version', { subject: manifest.kind })
  if (sealedLength < geometry.sealedLength) throw new DropError('payload-truncated')
  if (sealedLength > geometry.sealedLength) throw new DropError('payload-too-long')
  return manifest
}

/**
 * Reads the manifest behind a link, a code or words, as format.md 9 orders it. Uses no download up.
 * Errors: `link-malformed`, `link-version`, how the link ended, `key-mismatch`, `manifest-invalid`, `path-invalid`, `payload-truncated`, `payload-too-long`, those of the API.
 */
export async function openLink(api: ReceiverApi, text: string, signal: AbortSignal): Promise<OpenedLink> {
  const code = await parseLinkText(text)
  if (code.needsPassword) throw new DropError('link-version', { subject: 'password' })
  const locator = locatorField.parse(encodeBase64url(await deriveLocator(code.secret)))
  const live = await lookAtLink(api, locator, signal)
  const header = parseHeader(decodeBase64url(live.header))
  const keys = await deriveLinkKeys({ secret: code.secret, salt: decodeBase64url(live.salt) })
  const accessToken = encodeBase64url(keys.accessToken)
  const stored = await api.open(locator, accessToken, signal)
  const payloadKey = await unwrapPayloadKey(keys, {
    header,
    wrappedKey: decodeBase64url(stored.wrappedKey),
    commitment: decodeBase64url(stored.commitment),
  })
  const manifest = await parseManifest(await openManifest(payloadKey, decodeBase64url(stored.manifest)), header)
  const geometry = measurePayload(header, manifest.paddedLength)
  return {
    locator,
    accessToken,
    payloadKey,
    geometry,
    manifest: checkManifest(manifest, geometry, live.sealedLength),
    live,
  }
}
