import { type Bytes, concatBytes, decodeBase64url, encodeBase64url, utf8 } from './bytes.ts'
import { SECRET_BYTES, VERSION } from './constants.ts'
import { DropError } from './drop-error.ts'

/** How hard a password is stretched. Enumerated, so that nobody can weaken it (format.md, "Password"). */
export type PasswordProfile = 'standard' | 'light'

/**
 * What a link's fragment holds. The password bits stand in it so that a lying server can neither strip, invent nor
 * weaken a password.
 */
export interface Code {
  readonly needsPassword: boolean
  /** `standard` where no password is needed. */
  readonly profile: PasswordProfile
  /** 16 bytes. */
  readonly secret: Bytes
}

/** Significant bits of a code; they stand at the beginning of 18 bytes, and the two bits after them are zero. */
export const CODE_BITS = 142
export const CODE_BYTES = 18
export const CODE_CHARACTERS = 24
const CHECKSUM_BITS = 10

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function toBytes(value: bigint, length: number): Bytes {
  return Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 255n))
}

/** The first 10 bits of SHA-256 over a label and the 132 bits, left-aligned in 17 bytes. */
async function checksum(payload: bigint): Promise<bigint> {
  const input = concatBytes(utf8('snowdrop/v1 code'), toBytes(payload << 4n, 17))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', input))
  return toNumber(hash.subarray(0, 2)) >> BigInt(16 - CHECKSUM_BITS)
}

/** A code's 142 bits as a number: both spellings are spellings of it. */
export async function encodeCode({ needsPassword, profile, secret }: Code): Promise<bigint> {
  if (secret.length !== SECRET_BYTES) throw new Error('a secret has 16 bytes')
  if (!needsPassword && profile !== 'standard') throw new Error('a profile without a password')
  const flags = BigInt((VERSION << 2) | (needsPassword ? 2 : 0) | (profile === 'light' ? 1 : 0))
  const payload = (flags << 128n) | toNumber(secret)
  return (payload << BigInt(CHECKSUM_BITS)) | (await checksum(payload))
}

/**
 * Reads a code's 142 bits. Errors: `link-malformed` for a wrong checksum or impossible bits, `link-version` for another
 * version.
 */
export async function decodeCode(bits: bigint): Promise<Code> {
  const payload = bits >> BigInt(CHECKSUM_BITS)
  if ((await checksum(payload)) !== (bits & ((1n << BigInt(CHECKSUM_BITS)) - 1n)))
    throw new DropError('link-malformed', { subject: 'checksum' })
  const flags = Number(payload >> 128n)
  if (flags >> 2 !== VERSION) throw new DropError('link-version')
  const needsPassword = (flags & 2) !== 0
  const light = (flags & 1) !== 0
  if (light && !needsPassword) throw new DropError('link-malformed', { subject: 'profile' })
  return {
    needsPassword,
    profile: light ? 'light' : 'standard',
    secret: toBytes(payload & ((1n << 128n) - 1n), SECRET_BYTES),
  }
}

/** A code as 24 base64url characters. */
export async function formatCode(code: Code): Promise<string> {
  return encodeBase64url(toBytes((await encodeCode(code)) << 2n, CODE_BYTES))
}

/** Reads 24 base64url characters. Errors as `decodeCode`, and `link-malformed` with `length` or `character`. */
export async function parseCode(text: string): Promise<Code> {
  if (/[^A-Za-z0-9_-]/.test(text)) throw new DropError('link-malformed', { subject: 'character' })
  if (text.length !== CODE_CHARACTERS) throw new DropError('link-malformed', { subject: 'length' })
  const bits = toNumber(decodeBase64url(text))
  if ((bits & 3n) !== 0n) throw new DropError('link-malformed', { subject: 'checksum' })
  return decodeCode(bits >> 2n)
}
