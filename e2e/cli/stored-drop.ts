import { wasmArgon2id } from '../../lib/adapters/argon2/argon2id.ts'
import { ContentKey } from '../../lib/crypto/content-key.ts'
import { sealHint } from '../../lib/crypto/hint.ts'
import { deriveAesKey } from '../../lib/crypto/hkdf.ts'
import { dropInfo } from '../../lib/crypto/info.ts'
import { deriveLinkKeys, newSecret, passwordSalt } from '../../lib/crypto/link-keys.ts'
import { commitmentOf, type PayloadKey } from '../../lib/crypto/payload-key.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { sealPart } from '../../lib/crypto/seal-part.ts'
import { type Bytes, concatBytes, encodeBase64url } from '../../lib/format/bytes.ts'
import { formatCode } from '../../lib/format/code.ts'
import { encodeManifest } from '../../lib/format/encode-manifest.ts'
import { measurePayload, paddedLength, parsePartNumber } from '../../lib/format/geometry.ts'
import { DEFAULT_HEADER, encodeHeader } from '../../lib/format/header.ts'
import type { Manifest } from '../../lib/format/manifest.ts'
import { encodePassword } from '../../lib/format/password.ts'
import { call, hashOf, randomId, randomToken } from '../server/api-client.ts'

/** A file with its bytes, or one too large for memory with what reads it. */
export type StoredFile = { readonly path: string; readonly mtime?: number } & (
  | { readonly bytes: Bytes }
  | { readonly size: number; readonly read: (at: number, length: number) => Bytes }
)

const sizeOf = (file: StoredFile): number => ('bytes' in file ? file.bytes.length : file.size)

/** The payload's bytes from `at` to `end`: files one after another, then zeros. */
function payloadBetween(files: readonly StoredFile[], at: number, end: number): Bytes {
  const payload = new Uint8Array(end - at)
  let offset = 0
  for (const file of files) {
    const size = sizeOf(file)
    const [from, to] = [Math.max(at, offset), Math.min(end, offset + size)]
    const piece = () =>
      'bytes' in file ? file.bytes.subarray(from - offset, to - offset) : file.read(from - offset, to - from)
    if (from < to) payload.set(piece(), from - at)
    offset += size
  }
  return payload
}

/** What a sender sends, honest or not. */
export interface Stored {
  readonly kind?: Manifest['kind']
  readonly host?: string
  readonly files: readonly StoredFile[]
  readonly password?: string
  readonly hint?: string
  readonly maxDownloads?: number
  readonly expiresIn?: number
}

/** A drop that lives, and what its sender may do with it. */
export interface StoredDrop {
  readonly id: string
  readonly owner: string
  readonly link: string
  readonly code: string
  readonly locator: string
  /** 32 bytes, as a sender's own list keeps them. */
  readonly contentKey: Bytes
  /** 16 bytes. */
  readonly header: Bytes
}

async function sealAny(key: PayloadKey, encoded: Bytes): Promise<Bytes> {
  const aes = await deriveAesKey(key.hkdf, dropInfo('manifest', key.header), 'encrypt')
  const iv = cryptoRandom(12)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: key.header }, aes, encoded)
  return concatBytes(iv, new Uint8Array(sealed))
}

/**
 * Seals and stores a drop on an instance as any program could, a hostile one too: paths go into the manifest as they
 * are.
 */
export async function storeDrop(origin: string, stored: Stored): Promise<StoredDrop> {
  const { kind = 'files', host = '', files, password, hint, maxDownloads = 1, expiresIn = 3600 } = stored
  const [id, owner] = [randomId(), randomToken()]
  const length = files.reduce((sum, file) => sum + sizeOf(file), 0)
  const padded = paddedLength(length)
  const { partBytes, parts, sealedLength } = measurePayload(DEFAULT_HEADER, padded)
  const contentKey = ContentKey.generate(cryptoRandom)
  const key = await contentKey.payloadKey(DEFAULT_HEADER)
  const header = encodeBase64url(encodeHeader(DEFAULT_HEADER))
  await call(origin, 'POST', '/drops', undefined, { id, header, lengthBound: null, ownerHash: await hashOf(owner) })
  const partSalts: Bytes[] = []
  for (let number = 1; number <= parts; number += 1) {
    const place = { number: parsePartNumber(number), final: number === parts }
    const { salt, chunks } = await sealPart(
      key,
      place,
      payloadBetween(files, (number - 1) * partBytes, Math.min(padded, number * partBytes)),
      cryptoRandom,
    )
    partSalts.push(salt)
    const body = concatBytes(...chunks)
    const granted = await call(origin, 'POST', `/drops/${id}/grants`, owner, {
      parts: [{ number, length: body.length }],
    })
    const [grant] = granted.body.grants as { url: string; headers: Record<string, string> }[]
    const put = await fetch(new URL(grant?.url ?? '', origin), { method: 'PUT', headers: grant?.headers ?? {}, body })
    if (!put.ok) throw new Error(`PUT ${put.status}`)
  }
  const sizes = { length, paddedLength: padded, partSalts }
  const listed = files.map((file) => ({ path: file.path, size: sizeOf(file), type: '', mtime: file.mtime ?? null }))
  const manifest: Manifest =
    kind === 'files'
      ? { ...sizes, kind, files: listed }
      : kind === 'note'
        ? { ...sizes, kind }
        : { ...sizes, kind, host }
  const link = { secret: newSecret(cryptoRandom), salt: cryptoRandom(32) }
  const passwordKey =
    password === undefined
      ? {}
      : { passwordKey: await wasmArgon2id(encodePassword(password), await passwordSalt(link.secret), 'light') }
  const keys = await deriveLinkKeys({ ...link, ...passwordKey })
  const locator = encodeBase64url(keys.locator)
  const done = await call(origin, 'POST', `/drops/${id}/complete`, owner, {
    sealedLength,
    manifest: encodeBase64url(await sealAny(key, await encodeManifest(manifest))),
    commitment: encodeBase64url(await commitmentOf(key)),
    link: {
      locator,
      salt: encodeBase64url(link.salt),
      wrappedKey: encodeBase64url(await contentKey.wrap(keys, DEFAULT_HEADER)),
      accessHash: await hashOf(encodeBase64url(keys.accessToken)),
      maxDownloads,
      expiresIn,
      ...(hint !== undefined && { hint: encodeBase64url(await sealHint(link, hint)) }),
    },
  })
  if (done.status !== 200) throw new Error(`complete: ${done.status} ${JSON.stringify(done.body)}`)
  const code = await formatCode({
    needsPassword: password !== undefined,
    profile: password === undefined ? 'standard' : 'light',
    secret: link.secret,
  })
  return {
    id,
    owner,
    code,
    locator,
    contentKey: contentKey.keep(),
    header: encodeHeader(DEFAULT_HEADER),
    link: `${origin}/d#${code}`,
  }
}
