import { DropError } from './drop-error.ts'

/** Bytes over a plain buffer, as WebCrypto and fetch take them. */
export type Bytes = Uint8Array<ArrayBuffer>

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value] as const))
const encoder = new TextEncoder()

/** The UTF-8 bytes of `text`. */
export function utf8(text: string): Bytes {
  return encoder.encode(text)
}

/** Bytes of all pieces together. */
export function totalBytes(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

/** All pieces one after another in a new buffer. */
export function concatBytes(...pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(totalBytes(pieces))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

/** A number below 2^32 as four bytes, big-endian. */
export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** Whether two byte strings are equal, in time that depends on their lengths only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0)
  return difference === 0
}

/** Base64url without padding (RFC 4648 section 5). */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const characters = Math.min(4, bytes.length - at + 1)
    for (let place = 0; place < characters; place += 1) text += ALPHABET[(group >> (18 - 6 * place)) & 63] ?? ''
  }
  return text
}

/**
 * The bytes of base64url text. Padding, foreign characters and unused bits that are not zero are `bad-request`: one
 * text, one value.
 */
export function decodeBase64url(text: string): Bytes {
  const remainder = text.length % 4
  if (remainder === 1) throw new DropError('bad-request', { subject: 'base64url' })
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let held = 0
  let offset = 0
  for (const character of text) {
    const value = VALUES.get(character)
    if (value === undefined) throw new DropError('bad-request', { subject: 'base64url' })
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[offset] = (held >> bits) & 255
    offset += 1
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw new DropError('bad-request', { subject: 'base64url' })
  return bytes
}
