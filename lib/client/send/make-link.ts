import type { FetchRange } from '../../adapters/http/fetch-range.ts'
import { openChunk } from '../../crypto/open-payload.ts'
import { commitmentOf } from '../../crypto/payload-key.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { sealManifest } from '../../crypto/seal-manifest.ts'
import { type Bytes, concatBytes, encodeBase64url, equalBytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { encodeManifest } from '../../format/encode-manifest.ts'
import { type Geometry, measurePayload, paddedLength, parseChunkIndex } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import type { SenderApi } from '../../ports/drop-api.ts'
import type { CompleteRequest, ReadGrant } from '../../wire/drops.ts'
import type { Locator } from '../../wire/fields.ts'
import type { Patience } from '../patience.ts'
import type { DraftLink } from './new-link.ts'
import type { PartSealing } from './part-sealing.ts'
import { entryOf, type PickedSource } from './picked-files.ts'
import { type Layout, planPart } from './plan-parts.ts'
import type { Upload } from './upload.ts'
import type { DropContent } from './written-content.ts'

/** What making a link depends on. */
export interface MakeLinkDeps {
  readonly api: SenderApi
  readonly fetchRange: FetchRange
  readonly patience: Patience
  readonly random: RandomSource
  readonly sealing: Pick<PartSealing, 'readStart'>
  /** Hears the link before it goes live, and is waited for. */
  readonly expect: (link: Pick<MadeLink, 'locator' | 'code'>) => Promise<void>
  /** Hears when everything is stored and linked, and what is stored is being checked. */
  readonly checking: () => void
}

/** An upload of which every part is stored. */
export interface StoredUpload {
  readonly upload: Upload
  readonly content: DropContent
  readonly layout: Layout<PickedSource>
  /** Each part's salt, in order. */
  readonly partSalts: readonly Bytes[]
}

/** A link that was made and checked. */
export interface MadeLink {
  readonly locator: Locator
  /** 24 characters: a secret. */
  readonly code: string
  /** Unix ms. */
  readonly expiresAt: number
}

function manifestOf({ content, layout, partSalts }: StoredUpload): Manifest {
  const sealed = { length: layout.total, paddedLength: paddedLength(layout.total), partSalts }
  return content.kind === 'files'
    ? { ...sealed, kind: 'files', files: layout.files.map(entryOf) }
    : { ...sealed, ...content }
}

async function newRequest(
  { random }: MakeLinkDeps,
  stored: StoredUpload,
  link: DraftLink['request'],
): Promise<CompleteRequest> {
  const key = await stored.upload.payloadKey()
  const manifest = manifestOf(stored)
  return {
    sealedLength: measurePayload(stored.upload.header, manifest.paddedLength).sealedLength,
    manifest: encodeBase64url(await sealManifest(key, await encodeManifest(manifest), random)),
    commitment: encodeBase64url(await commitmentOf(key)),
    link,
  }
}

async function fetchWhole(fetchRange: FetchRange, grant: ReadGrant, signal: AbortSignal): Promise<Bytes> {
  const pieces: Bytes[] = []
  // A piece is another one's memory by the time the next one is here.
  for await (const piece of fetchRange(grant, signal)) pieces.push(piece.slice())
  return concatBytes(...pieces)
}

/** The first chunk as the files hold it now. Errors: those of `readStart`. */
function firstPlaintext(
  { sealing }: Pick<MakeLinkDeps, 'sealing'>,
  layout: Layout<PickedSource>,
  geometry: Geometry,
): Promise<Bytes> {
  const part = planPart(layout, 1, geometry.partBytes, geometry.length)
  return sealing.readStart(part, Math.min(geometry.chunkBytes, part.length))
}

/**
 * [Note: Read back] Proves that what storage holds is sealed, and is this drop: a fault that stores plaintext must not
 * go unseen (DESIGN 9).
 * Errors: `payload-tampered`, those of `readStart`.
 */
async function check(deps: MakeLinkDeps, { upload, layout, partSalts }: StoredUpload, sealed: Bytes): Promise<void> {
  const geometry = measurePayload(upload.header, paddedLength(layout.total))
  const [salt = new Uint8Array(0)] = partSalts
  const plaintext = await firstPlaintext(deps, layout, geometry)
  try {
    const opened = await openChunk(await upload.payloadKey(), geometry, parseChunkIndex(0), salt, sealed)
    if (!equalBytes(opened, plaintext)) throw new DropError('payload-tampered', { subject: 'check' })
  } catch (cause) {
    throw isDropError(cause, 'payload-tampered')
      ? cause
      : new DropError('payload-tampered', { subject: 'check', cause })
  }
}

/**
 * Seals the manifest, completes the drop with its first link and checks what is stored. Errors: `payload-tampered`,
 * those of the API.
 */
export async function makeLink(
  deps: MakeLinkDeps,
  stored: StoredUpload,
  { code, request: link }: DraftLink,
): Promise<MadeLink> {
  const { api, fetchRange, patience } = deps
  const { id, owner, signal } = stored.upload
  const { locator } = link
  const [request] = await Promise.all([newRequest(deps, stored, link), deps.expect({ locator, code })])
  const { expiresAt, sealed } = await patience.run(signal, async () => {
    const completed = await api.complete(id, owner, request, signal)
    deps.checking()
    return { ...completed, sealed: await fetchWhole(fetchRange, completed.check, signal) }
  })
  await check(deps, stored, sealed)
  return { locator, code, expiresAt }
}
