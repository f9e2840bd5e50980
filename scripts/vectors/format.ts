/**
 * The format once more, on node:crypto and in the words of docs/format.md: vectors must not come from the code they
 * test.
 */
import { argon2Sync, createCipheriv, createHash, hkdfSync } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { EFF_LARGE_WORDLIST } from '../../lib/format/eff-large-wordlist.ts'

export interface Geometry {
  readonly log2Chunk: number
  readonly chunksPerPart: number
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/**
 * `length` bytes that look random and are the same for the same label: SHA-256(label || u32 counter), one block after
 * another.
 */
export function seeded(label: string, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
    sha256(Buffer.concat([Buffer.from(label), u32(block)])),
  )
  return Buffer.concat(blocks).subarray(0, length)
}

/** The plaintext of payload vectors: byte i is (31 i + floor(i / 256)) mod 256. */
export function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let i = 0; i < length; i += 1) bytes[i] = (i * 31 + (i >>> 8)) & 255
  return bytes
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function encodeHeader({ log2Chunk, chunksPerPart }: Geometry): Buffer {
  return Buffer.concat([Buffer.from('snowdrop'), Buffer.of(1, 1, log2Chunk, 0), u32(chunksPerPart)])
}

export function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', ikm, salt, info, length))
}

export const NO_SALT = Buffer.alloc(0)
export const linkInfo = (label: string): Buffer => Buffer.from(`snowdrop/v1 ${label}`)
export const dropInfo = (label: string, header: Uint8Array, context: Uint8Array = NO_SALT): Buffer =>
  Buffer.concat([linkInfo(label), Buffer.of(0), header, context])

export function seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

export const commitment = (contentKey: Uint8Array, header: Uint8Array): Buffer =>
  hkdf(contentKey, NO_SALT, dropInfo('commit', header), 32)
export const manifestKey = (contentKey: Uint8Array, header: Uint8Array): Buffer =>
  hkdf(contentKey, NO_SALT, dropInfo('manifest', header), 32)
export const partKey = (contentKey: Uint8Array, header: Uint8Array, number: number, salt: Uint8Array): Buffer =>
  hkdf(contentKey, NO_SALT, dropInfo('part', header, Buffer.concat([u32(number), salt])), 32)

export function chunkNonce(index: number, final: boolean): Buffer {
  return Buffer.concat([Buffer.alloc(7), u32(index), Buffer.of(final ? 1 : 0)])
}

/**
 * All sealed chunks of a payload. `isFinal` says which chunks are sealed as the last: must-fail vectors move the flag.
 */
export function sealChunks(
  drop: { geometry: Geometry; contentKey: Uint8Array; partSalts: readonly Uint8Array[] },
  plaintext: Buffer,
  isFinal = (index: number, chunks: number): boolean => index === chunks - 1,
): Buffer[] {
  const { log2Chunk, chunksPerPart } = drop.geometry
  const chunkBytes = 2 ** log2Chunk
  const chunks = Math.max(1, Math.ceil(plaintext.length / chunkBytes))
  return Array.from({ length: chunks }, (_, index) => {
    const number = Math.floor(index / chunksPerPart) + 1
    const key = partKey(drop.contentKey, encodeHeader(drop.geometry), number, drop.partSalts[number - 1]!)
    const chunk = plaintext.subarray(index * chunkBytes, (index + 1) * chunkBytes)
    return seal(key, chunkNonce(index, isFinal(index, chunks)), NO_SALT, chunk)
  })
}

export function partCount({ log2Chunk, chunksPerPart }: Geometry, length: number): number {
  return Math.ceil(Math.max(1, Math.ceil(length / 2 ** log2Chunk)) / chunksPerPart)
}

export function seededSalts(label: string, geometry: Geometry, length: number): Buffer[] {
  return Array.from({ length: partCount(geometry, length) }, (_, part) => seeded(`${label} part salt ${part + 1}`, 16))
}

export function padme(length: number, floor: number): number {
  const least = Math.max(length, floor)
  const e = least.toString(2).length - 1
  const s = e.toString(2).length
  const unit = 2 ** (e - s)
  return Math.ceil(least / unit) * unit
}

export const paddedLength = (length: number): number => padme(length, 65_536)

export function encodeManifest(json: string | Uint8Array): Buffer {
  const compressed = deflateRawSync(json)
  return frameManifest(compressed, padme(4 + compressed.length, 1024))
}

export function frameManifest(compressed: Uint8Array, length: number): Buffer {
  return Buffer.concat([u32(compressed.length), compressed, Buffer.alloc(length - 4 - compressed.length)])
}

export function sealManifest(
  contentKey: Uint8Array,
  header: Uint8Array,
  nonce: Uint8Array,
  encoded: Uint8Array,
): Buffer {
  return Buffer.concat([nonce, seal(manifestKey(contentKey, header), nonce, header, encoded)])
}

export interface CodeBits {
  readonly version?: number
  readonly needsPassword: boolean
  readonly profile: 'standard' | 'light'
  readonly secret: Uint8Array
}

/** A code's 142 bits as a number. */
export function codeNumber({ version = 1, needsPassword, profile, secret }: CodeBits): bigint {
  const flags = BigInt(version * 4 + (needsPassword ? 2 : 0) + (profile === 'light' ? 1 : 0))
  const payload = (flags << 128n) | BigInt(`0x${hex(secret)}`)
  const hash = sha256(Buffer.concat([Buffer.from('snowdrop/v1 code'), leftAligned(payload << 4n, 17)]))
  return (payload << 10n) | BigInt(hash.readUInt16BE(0) >> 6)
}

export function leftAligned(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex')
}

export const spellCode = (bits: bigint): string => base64url(leftAligned(bits << 2n, 18))

export function spellWords(bits: bigint): string {
  const words: string[] = []
  for (let place = 0, rest = bits; place < 11; place += 1, rest /= 7776n)
    words.unshift(EFF_LARGE_WORDLIST[Number(rest % 7776n)]!)
  return words.join('-')
}

export interface LinkInput {
  readonly secret: Uint8Array
  readonly linkSalt: Uint8Array
  readonly password: string | null
  readonly profile: 'standard' | 'light'
}

export function stretch({ secret, password, profile }: LinkInput): Buffer {
  if (password === null) return Buffer.alloc(32)
  return argon2Sync('argon2id', {
    message: Buffer.from(password.normalize('NFC')),
    nonce: hkdf(secret, NO_SALT, linkInfo('password salt'), 16),
    parallelism: 1,
    tagLength: 32,
    memory: profile === 'standard' ? 65_536 : 19_456,
    passes: profile === 'standard' ? 3 : 2,
  })
}

export interface LinkKeys {
  readonly locator: Buffer
  readonly passwordKey: Buffer
  readonly accessToken: Buffer
  readonly kek: Buffer
}

export function linkKeys(link: LinkInput): LinkKeys {
  const passwordKey = stretch(link)
  const ikm = Buffer.concat([link.secret, passwordKey])
  return {
    locator: hkdf(link.secret, NO_SALT, linkInfo('locator'), 16),
    passwordKey,
    accessToken: hkdf(ikm, link.linkSalt, linkInfo('access'), 32),
    kek: hkdf(ikm, link.linkSalt, linkInfo('wrap'), 32),
  }
}

export function wrapKey(keys: LinkKeys, header: Uint8Array, contentKey: Uint8Array): Buffer {
  return seal(keys.kek, Buffer.alloc(12), Buffer.concat([sha256(header), keys.locator]), contentKey)
}
