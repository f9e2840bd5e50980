import type { Bytes } from '../format/bytes.ts'

/** A sealed part in a file of this origin's, while it is on its way to storage. */
export interface SealedFile {
  /** Writes at an offset. Errors: any, where no room is left. */
  write(piece: Bytes, at: number): void
  /** The whole file. Nothing can be written to it any more. */
  finish(): Promise<File>
  /** Never fails. */
  remove(): Promise<void>
}

/**
 * Where sealed parts lie until storage has them.
 *
 * [Note: Sealed in a file] A Blob's bytes are copied to the browser's main process and from there to the network's, and
 * stay in memory until a collector finds them. A file is written once, and read by the network as a picked one is: 1
 * GiB needs less of the processor's time, and no memory. It lives for a second or so, in which systems write nothing of
 * it to the disk. It holds what storage is about to, so it tells nothing without the link.
 */
export interface SealedFiles {
  /** Opens a file for so many sealed bytes; `null` where they are better held in memory. Never fails. */
  open(length: number): Promise<SealedFile | null>
  /** From now on there are none: one of them was lost. */
  giveUp(): void
}
