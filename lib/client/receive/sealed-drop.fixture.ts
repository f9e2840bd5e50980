import { ContentKey } from '../../crypto/content-key.ts'
import { sealHint } from '../../crypto/hint.ts'
import { deriveAesKey } from '../../crypto/hkdf.ts'
import { dropInfo } from '../../crypto/info.ts'
import { deriveLinkKeys, newSecret, passwordSalt } from '../../crypto/link-keys.ts'
import { commitmentOf, type PayloadKey } from '../../crypto/payload-key.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { sealPart } from '../../crypto/seal-part.ts'
import { sha256Base64url } from '../../crypto/sha256.ts'
import { partSetOf } from '../../drop/part-set.ts'
import { type Bytes, concatBytes, decodeBase64url, encodeBase64url } from '../../format/bytes.ts'
import { formatCode } from '../../format/code.ts'
import { encodeManifest } from '../../format/encode-manifest.ts'
import { measurePayload, paddedLength, parsePartNumber } from '../../format/geometry.ts'
import { encodeHeader } from '../../format/header.ts'
import type { FileEntry, Manifest } from '../../format/manifest.ts'
import { completeRequest } from '../../wire/drops.ts'
import type { FixtureDrop, Instance } from '../instance.fixture.ts'

/** 1 KiB chunks, 4 KiB parts: the smallest padded payload has 16 parts, granted in windows of 4. */
export const SMALL = { log2Chunk: 10, chunksPerPart: 4 }

export interface PlainFile {
  readonly path: string
  readonly bytes: Bytes
  readonly mtime?: number | null
}

/** What a dishonest sender or storage does differently. */
export interface Mischief {
  readonly padding?: number
  readonly files?: (honest: readonly FileEntry[]) => readonly FileEntry[]
  /** The whole manifest, from the honest one. */
  readonly manifest?: (honest: Manifest) => Manifest
  /** What the password was stretched to, from its salt. */
  readonly passwordKey?: (salt: Bytes) => Promise<Bytes>
  readonly hint?: string
}

/** Seals any manifest, as a hostile sender would: an honest one cannot. */
async function sealAnyManifest(key: PayloadKey, encoded: Bytes): Promise<Bytes> {
  const aes = await deriveAesKey(key.hkdf, dropInfo('manifest', key.header), 'encrypt')
  const iv = cryptoRandom(12)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: key.header }, aes, encoded)
  return concatBytes(iv, new Uint8Array(sealed))
}

async function sealPayload(contentKey: ContentKey, plaintext: Bytes) {
  const payloadKey = await contentKey.payloadKey(SMALL)
  const { partBytes, parts, sealedLength } = measurePayload(SMALL, plaintext.length)
  const stored = new Map<number, Bytes>()
  const salts: Bytes[] = []
  for (let number = 1; number <= parts; number += 1) {
    const place = { number: parsePartNumber(number), final: number === parts }
    const bytes = plaintext.subarray((number - 1) * partBytes, number * partBytes)
    const { salt, chunks } = await sealPart(payloadKey, place, bytes, cryptoRandom)
    stored.set(number, concatBytes(...chunks))
    salts.push(salt)
  }
  return { payloadKey, stored, salts, sealedLength }
}

/** Puts a drop of `files` into an instance, sealed in small parts, and answers it with its code. */
export async function storeDrop(
  instance: Instance,
  files: readonly PlainFile[],
  { maxDownloads = 1, ...mischief }: Mischief & { maxDownloads?: number } = {},
): Promise<{ drop: FixtureDrop; code: string }> {
  const content = concatBytes(...files.map(({ bytes }) => bytes))
  const padded = paddedLength(content.length)
  const padding = new Uint8Array(padded - content.length).fill(mischief.padding ?? 0)
  const contentKey = ContentKey.generate(cryptoRandom)
  const { payloadKey, stored, salts, sealedLength } = await sealPayload(contentKey, concatBytes(content, padding))
  const honest = files.map(({ path, bytes, mtime = null }) => ({ path, size: bytes.length, type: '', mtime }))
  const listed = { files: mischief.files?.(honest) ?? honest }
  const honestManifest = {
    kind: 'files',
    length: content.length,
    paddedLength: padded,
    ...listed,
    partSalts: salts,
  } as const
  const manifest = await encodeManifest(mischief.manifest?.(honestManifest) ?? honestManifest)
  const link = { secret: newSecret(cryptoRandom), salt: cryptoRandom(32) }
  const passwordKey = await mischief.passwordKey?.(await passwordSalt(link.secret))
  const keys = await deriveLinkKeys(passwordKey === undefined ? link : { ...link, passwordKey })
  const completed = completeRequest.parse({
    sealedLength,
    manifest: encodeBase64url(await sealAnyManifest(payloadKey, manifest)),
    commitment: encodeBase64url(await commitmentOf(payloadKey)),
    link: {
      locator: encodeBase64url(keys.locator),
      salt: encodeBase64url(link.salt),
      wrappedKey: encodeBase64url(await contentKey.wrap(keys, SMALL)),
      accessHash: await sha256Base64url(keys.accessToken),
      maxDownloads,
      expiresIn: 3600,
      ...(mischief.hint !== undefined && { hint: encodeBase64url(await sealHint(link, mischief.hint)) }),
    },
  })
  const id = encodeBase64url(cryptoRandom(16))
  const drop: FixtureDrop = {
    id,
    ownerHash: await sha256Base64url(decodeBase64url('AAAA')),
    header: encodeBase64url(encodeHeader(SMALL)),
    parts: stored,
    puts: new Map(),
    completed,
    expiresAt: Date.now() + 3_600_000,
    ended: null,
    counted: 0,
    givenBack: 0,
    givenBackParts: partSetOf(null),
  }
  instance.drops.set(id, drop)
  const needsPassword = mischief.passwordKey !== undefined
  return { drop, code: await formatCode({ needsPassword, profile: 'standard', secret: link.secret }) }
}
