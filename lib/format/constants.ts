/**
 * Sizes and limits of format v1, in bytes unless named otherwise (format.md, "Constants"). All sizes come from here and
 * from geometry.ts.
 */

export const MAGIC = 'snowdrop'
export const VERSION = 1
export const SUITE = 1
export const HEADER_BYTES = 16
export const TAG_BYTES = 16
export const NONCE_BYTES = 12
export const KEY_BYTES = 32
export const SECRET_BYTES = 16
export const LOCATOR_BYTES = 16
export const LINK_SALT_BYTES = 32
export const PART_SALT_BYTES = 16
export const WRAPPED_KEY_BYTES = KEY_BYTES + TAG_BYTES
/** A hint's text. */
export const MAX_HINT_BYTES = 200
/** A hint's text with its length and its padding. */
export const HINT_BLOCK_BYTES = 256
export const SEALED_HINT_BYTES = HINT_BLOCK_BYTES + TAG_BYTES
export const MIN_LOG2_CHUNK = 8
export const MAX_LOG2_CHUNK = 20
export const MAX_CHUNKS_PER_PART = 16_384
export const MAX_PARTS = 10_000
/** Padded payloads are at least this long. */
export const PADDING_FLOOR = 65_536
export const MANIFEST_FLOOR = 1024
export const MAX_SEALED_MANIFEST = 1_048_576
/** A manifest's JSON, inflated. */
export const MAX_MANIFEST_JSON = 8 * 1_048_576
export const MAX_FILES = 10_000
export const MAX_PATH_BYTES = 1024
export const MAX_SEGMENT_BYTES = 255
export const MAX_TYPE_LENGTH = 127
export const MAX_NOTE_BYTES = 1_048_576
export const MAX_REDIRECT_BYTES = 8192
/** The largest time ECMAScript can tell, ms since 1970 (ECMA-262 21.4.1.1). */
export const MAX_MTIME = 8_640_000_000_000_000
