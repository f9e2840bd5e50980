import type { Bytes } from '../format/bytes.ts'

/**
 * Tells whether a file still begins with what was written. Pieces come in order, and are cut in the same way each time.
 */
export interface PrefixCheck {
  /** Takes a piece that is about to be written. */
  readonly add: (piece: Bytes) => void
  /** Takes one that was read from the disk. */
  readonly addAgain: (piece: Bytes) => Promise<void>
  /** How many bytes the next piece has. */
  readonly nextLength: () => number
  /** Of all pieces so far. */
  readonly value: () => string
}
