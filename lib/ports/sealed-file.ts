import type { Bytes } from '../format/bytes.ts'

/** A sealed part in a file of this origin's, while it is on its way to storage. */
export interface SealedFile {
  /** Writes at an offset, and frees the memory of the piece. Errors: any, where no room is left. */
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
 * GiB needs less of the processor's time, and no memory. On a quick line it lives for a second, in which systems write
 * nothing of it to the disk. It holds what storage is about to.
 */
export interface SealedFiles {
  /** Opens a file for a part of so many bytes of plaintext; `null` where memory is better for it. Never fails. */
  open(length: number): Promise<SealedFile | null>
  /** Frees the memory of bytes that nobody reads any more. */
  letGo(bytes: Bytes): void
  /** From now on there are none: the disk is full, or one of them was lost. */
  giveUp(): void
}
