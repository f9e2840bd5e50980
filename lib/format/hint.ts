import { type Bytes, concatBytes, equalBytes, utf8 } from './bytes.ts'
import { HINT_BLOCK_BYTES, MAX_HINT_BYTES } from './constants.ts'
import { DropError } from './drop-error.ts'

/**
 * Controls, what turns the reading direction (Unicode UAX 9), U+FEFF, and lone surrogates: a hint is one line beside
 * words of ours.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u

/**
 * A hint's 256 bytes before they are sealed (format.md 8.1); the text is brought to NFC. Errors: `bad-request` where it
 * is empty, too long (`limit`) or no line of text.
 */
export function encodeHint(text: string): Bytes {
  const normal = text.normalize('NFC')
  const bytes = utf8(normal)
  if (bytes.length > MAX_HINT_BYTES) throw new DropError('bad-request', { subject: 'hint', limit: MAX_HINT_BYTES })
  if (bytes.length === 0 || FORBIDDEN.test(normal)) throw new DropError('bad-request', { subject: 'hint' })
  return concatBytes(Uint8Array.of(bytes.length), bytes, new Uint8Array(HINT_BLOCK_BYTES - 1 - bytes.length))
}

/** A hint from its 256 bytes: only what `encodeHint` would write is read. Errors: `key-mismatch`. */
export function decodeHint(block: Bytes): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      block.subarray(1, 1 + (block[0] ?? 0)),
    )
    if (equalBytes(encodeHint(text), block)) return text
  } catch (cause) {
    throw new DropError('key-mismatch', { subject: 'hint', cause })
  }
  throw new DropError('key-mismatch', { subject: 'hint' })
}
