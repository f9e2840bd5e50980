import type { Bytes } from '../format/bytes.ts'

/**
 * The sealed parts of one download, kept on this device as they come, one after another. They are what storage holds,
 * so they tell nothing without the link, and whoever reads them again verifies them again.
 */
export interface KeptParts {
  /** Bytes that are there from the beginning on. */
  readonly length: number
  /** Errors: a plain `Error` beyond `length`. */
  read(at: number, length: number): Bytes
  /** Never fails: where there is no room, nothing more is kept. */
  write(at: number, piece: Bytes): void
  /** Forgets what lies behind `length`. */
  cut(length: number): void
  close(): void
}

/**
 * Opens what is kept under a name, empty at first; `null` where nothing can be kept, or another tab has it open.
 * `onLost` hears where what was kept had to go, and nothing more is kept.
 */
export type OpenKeptParts = (name: string, onLost: () => void) => Promise<KeptParts | null>

/** What this device keeps of downloads, seen from a page. No method fails: what cannot be known is not there. */
export interface KeptDownloads {
  /** Whether `bytes` may be kept here. */
  hasRoom(bytes: number): Promise<boolean>
  /** Bytes that are kept under a name. */
  lengthOf(name: string): Promise<number>
  /** What another tab has open stays. */
  remove(name: string): Promise<void>
  names(): Promise<readonly string[]>
}
